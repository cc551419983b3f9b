"""The room's registration with Django."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    """Open311 接口."""

    name = "linli.api.open311"
    label = "open311"
    verbose_name = "Open311 接口"
