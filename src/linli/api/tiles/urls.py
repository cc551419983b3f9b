"""Addresses of the map's sources."""

from django.urls import URLPattern, path

from linli.api.tiles import views
from linli.api.tiles.cases import views as cases

app_name = "tiles"

urlpatterns: list[URLPattern] = [
    path("tiles/base/<int:z>/<int:x>/<int:y>.mvt", views.base_tile, name="base"),
    path("tiles/areas/<slug:level>/<int:z>/<int:x>/<int:y>.mvt", views.area_tile, name="areas"),
    path("tiles/cases/<int:z>/<int:x>/<int:y>.mvt", cases.case_tile, name="cases"),
    path("tiles/density/<int:z>/<int:x>/<int:y>.mvt", cases.density_tile, name="density"),
    path("map/style.json", views.style, name="style"),
    path("map/ground.json", views.ground, name="ground"),
    path("map/locate", views.locate, name="locate"),
    path("map/search", views.search, name="search"),
]
