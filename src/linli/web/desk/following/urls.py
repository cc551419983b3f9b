"""Addresses under /desk/following/."""

from django.urls import path

from linli.web.desk.following import views

app_name = "following"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:peer_id>/", views.peer, name="peer"),
    path("<int:peer_id>/edit/", views.edit, name="edit"),
    path("<int:peer_id>/matters/", views.matters, name="matters"),
    path("<int:peer_id>/do/<slug:verb>/", views.do, name="do"),
    path("items/<int:item_id>/<slug:verb>/", views.again, name="again"),
]
