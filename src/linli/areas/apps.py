"""The room's registration with Django."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """区划与岗位."""

    name = "linli.areas"
    label = "areas"
    verbose_name = "区划与岗位"
