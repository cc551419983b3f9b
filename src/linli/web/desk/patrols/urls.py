"""Addresses under /desk/patrols/."""

from django.urls import path

from linli.web.desk.patrols import views

app_name = "patrols"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:checklist_id>/", views.detail, name="detail"),
    path("<int:checklist_id>/edit/", views.edit, name="edit"),
    path("<int:checklist_id>/end/", views.end, name="end"),
]
