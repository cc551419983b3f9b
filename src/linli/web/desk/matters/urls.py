"""Addresses of the catalogue and the responsibility list, under /desk/matters/."""

from django.urls import path

from linli.web.desk.matters.views import catalogue, duties, files, options

app_name = "matters"

urlpatterns = [
    path("", catalogue.index, name="index"),
    path("new/", catalogue.new, name="new"),
    path("item/<str:code>/", catalogue.detail, name="detail"),
    path("item/<str:code>/edit/", catalogue.edit, name="edit"),
    path("item/<str:code>/retire/", catalogue.retire, name="retire"),
    path("item/<str:code>/revive/", catalogue.revive, name="revive"),
    path("duties/", duties.index, name="duties"),
    path("duties/new/", duties.new, name="duty_new"),
    path("duties/<int:number>/", duties.detail, name="duty"),
    path("duties/<int:number>/edit/", duties.edit, name="duty_edit"),
    path("duties/<int:number>/remove/", duties.remove, name="duty_remove"),
    path("options/areas/", options.areas, name="area_options"),
    path("options/units/", options.units, name="unit_options"),
    path("options/matters/", options.matters, name="matter_options"),
    path("<slug:kind>/export/", files.export, name="export"),
    path("<slug:kind>/import/", files.upload, name="import"),
    path("<slug:kind>/import/<uuid:file_id>/", files.preview, name="preview"),
    path("<slug:kind>/import/<uuid:file_id>/errors/", files.errors, name="errors"),
]
