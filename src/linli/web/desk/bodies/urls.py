"""Addresses under /desk/bodies/."""

from django.urls import path

from linli.web.desk.bodies import views

app_name = "bodies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/<int:unit_id>/", views.new, name="new"),
    path("<int:body_id>/", views.one, name="one"),
    path("<int:body_id>/edit/", views.edit, name="edit"),
    path("<int:body_id>/mediators/", views.enrol, name="enrol"),
    path("<int:body_id>/mediators/<int:mediator_id>/end/", views.retire, name="retire"),
]
