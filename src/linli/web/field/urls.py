"""Addresses of the phone app, under /field/."""

from django.urls import URLPattern, path

from linli.web.field import views

app_name = "field"

urlpatterns: list[URLPattern] = [
    path("", views.shell, name="shell"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
]
