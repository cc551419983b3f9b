"""Addresses of the shared pieces."""

from django.urls import URLPattern, path

from linli.web.parts.views import gallery

app_name = "parts"

urlpatterns: list[URLPattern] = [
    path("gallery/", gallery, name="gallery"),
    path("gallery/portal/", gallery, {"face": "portal"}, name="gallery_portal"),
    path("gallery/panes/", gallery, {"face": "panes"}, name="gallery_panes"),
]
