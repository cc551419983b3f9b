"""Addresses under /desk/webhooks/."""

from django.urls import path

from linli.web.desk.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:hook_id>/", views.hook, name="hook"),
    path("<int:hook_id>/edit/", views.edit, name="edit"),
    path("<int:hook_id>/do/<slug:verb>/", views.do, name="do"),
    path("<int:hook_id>/since/", views.since, name="since"),
    path("sent/<int:sent_id>/", views.sent, name="sent"),
    path("sent/<int:sent_id>/again/", views.again, name="again"),
]
