"""Addresses of the residents' door, at the root of the server."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from linli.web.portal.asking import views as asking
from linli.web.portal.disputes.applying import views as applying
from linli.web.portal.disputes.views import choosing, signing
from linli.web.portal.disputes.views import following as mediation
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
    path("ask/<str:no>/<str:mark>/", asking.ask, name="ask"),
    path("ask/<str:no>/<str:mark>/thanks/", asking.thanks, name="ask_thanks"),
    path("mediation/", applying.begin, name="mediation"),
    path("mediation/<uuid:key>/list/", applying.list_, name="mediation_list"),
    path("mediation/<uuid:key>/<slug:name>/", applying.step, name="mediation_step"),
    path("m/<str:code>/", mediation.follow, name="party"),
    path("m/<str:code>/enter/", mediation.enter, name="party_enter"),
    path("m/<str:code>/leave/", mediation.leave, name="party_leave"),
    path("m/<str:code>/thanks/", mediation.thanks, name="party_thanks"),
    path("m/<str:code>/sign/", signing.sign, name="party_sign"),
    path("m/<str:code>/sign/code/", signing.send_code, name="party_sign_code"),
    path("m/<str:code>/choose_mediator/", choosing.choose, name="party_choose"),
    path("m/<str:code>/agreement.pdf", mediation.paper, name="party_paper"),
    path("m/<str:code>/meetings/<int:number>.ics", mediation.meeting, name="party_meeting"),
    path("m/<str:code>/<slug:action>/", mediation.do, name="party_do"),
    path("grid/", grids.index, name="grids"),
    path("grid/<str:code>/", grids.grid, name="grid"),
]
