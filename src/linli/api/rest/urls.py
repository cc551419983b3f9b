"""Addresses of the JSON door; they go the short way, see ``short.PREFIXES``."""

from django.urls import URLPattern, path

from linli.api.rest import views

app_name = "rest"

urlpatterns: list[URLPattern] = [path("api/v1/reports", views.report, name="report")]
