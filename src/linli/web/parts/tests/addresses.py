"""The gallery alone, whatever the other faces bring."""

from django.urls import include, path

urlpatterns = [path("parts/", include("linli.web.parts.urls"))]
