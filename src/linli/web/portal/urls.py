"""Addresses of the residents' door, at the root of the server."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from linli.web.portal.follow import views as following
from linli.web.portal.grids import views as grids
from linli.web.portal.pages import views as pages
from linli.web.portal.report import views as reporting

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("not-here/", pages.elsewhere, name="elsewhere"),
    path("privacy/", pages.privacy, name="privacy"),
    path("language/", set_language, name="language"),
    path("report/", reporting.begin, name="report"),
    path("report/place/", reporting.place_words, name="place_words"),
    path("report/<uuid:key>/", reporting.what, name="report_what"),
    path("report/<uuid:key>/where/", reporting.where_, name="report_where"),
    path("report/<uuid:key>/where/list/", reporting.list_, name="report_list"),
    path("report/<uuid:key>/happened/", reporting.happened, name="report_happened"),
    path("report/<uuid:key>/contact/", reporting.contact, name="report_contact"),
    path("report/<uuid:key>/check/", reporting.check, name="report_check"),
    path("report/<uuid:key>/forget/", reporting.throw_away, name="report_forget"),
    path("report/<uuid:key>/files/<uuid:file_id>/", reporting.draft_file, name="report_file"),
    path("s/", following.find, name="find"),
    path("s/<str:code>/", following.follow, name="follow"),
    path("s/<str:code>/thanks/", following.thanks, name="thanks"),
    path("s/<str:code>/qr.png", following.qr_image, name="qr"),
    path("s/<str:code>/files/<uuid:file_id>/", following.file, name="file"),
    path("s/<str:code>/<slug:action>/", following.do, name="do"),
    path("grid/", grids.index, name="grids"),
    path("grid/<str:code>/", grids.grid, name="grid"),
]
