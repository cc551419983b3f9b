"""Addresses of the JSON door; which of them go the short way, see ``short.PREFIXES``."""

from django.urls import URLPattern, URLResolver, path

from linli.api.rest import described, views

app_name = "rest"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/reports", views.report, name="report"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/", described.addresses()),
]
