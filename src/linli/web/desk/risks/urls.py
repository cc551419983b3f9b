"""Addresses under /desk/risks/."""

from django.urls import path

from linli.web.desk.risks import views

app_name = "risks"

urlpatterns = [
    path("new/", views.new, name="new"),
]
