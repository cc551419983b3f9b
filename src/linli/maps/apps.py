"""The room's registration with Django."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """地图."""

    name = "linli.maps"
    label = "maps"
    verbose_name = "地图"
