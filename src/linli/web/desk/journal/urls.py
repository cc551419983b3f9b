"""Addresses under /desk/journal/."""

from django.urls import path

from linli.web.desk.journal import views

app_name = "journal"

urlpatterns = [
    path("", views.index, name="index"),
]
