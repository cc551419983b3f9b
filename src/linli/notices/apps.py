"""The room's registration with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """通知."""

    name = "linli.notices"
    label = "notices"
    verbose_name = "通知"
