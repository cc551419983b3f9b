"""The room's registration with Django."""

from django.apps import AppConfig


class WebCommandConfig(AppConfig):
    """指挥中心."""

    name = "linli.web.command"
    label = "command"
    verbose_name = "指挥中心"
