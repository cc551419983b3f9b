"""Addresses under /desk/programs/."""

from django.urls import path

from linli.web.desk.programs import views

app_name = "programs"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/<uuid:request_id>/", views.new, name="new"),
    path("<int:key_id>/end/", views.end, name="end"),
]
