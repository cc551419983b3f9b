"""Addresses of the map's sources."""

from django.urls import URLPattern, path

from linli.api.tiles import views

app_name = "tiles"

urlpatterns: list[URLPattern] = [
    path("tiles/base/<int:z>/<int:x>/<int:y>.mvt", views.base_tile, name="base"),
    path("map/style.json", views.style, name="style"),
    path("map/ground.json", views.ground, name="ground"),
    path("map/locate", views.locate, name="locate"),
    path("map/search", views.search, name="search"),
]
