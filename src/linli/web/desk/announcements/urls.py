"""Addresses under /desk/announcements/."""

from django.urls import path

from linli.web.desk.announcements import views

app_name = "announcements"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:announcement_id>/edit/", views.edit, name="edit"),
    path("<int:announcement_id>/end/", views.end, name="end"),
]
