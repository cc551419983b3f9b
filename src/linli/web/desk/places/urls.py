"""Addresses of the register of places, under /desk/places/."""

from django.urls import URLPattern, path

from linli.web.desk.places import views

app_name = "places"

urlpatterns: list[URLPattern] = [
    path("import/", views.upload, name="import"),
    path("import/<uuid:file_id>/", views.preview, name="preview"),
    path("import/<uuid:file_id>/errors/", views.errors, name="errors"),
]
