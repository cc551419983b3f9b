"""Addresses of the ground."""

from django.urls import URLPattern, path

from linli.web.desk.areas import views

app_name = "areas"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<str:code>/", views.area, name="area"),
    path("<str:code>/draw/", views.draw, name="draw"),
    path("<str:code>/words/", views.describe, name="words"),
    path("<str:code>/file/", views.take_file, name="file"),
    path("<str:code>/areas.geojson", views.geojson, name="geojson"),
]
