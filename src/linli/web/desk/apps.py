"""The room's registration with Django."""

from django.apps import AppConfig


class WebDeskConfig(AppConfig):
    """工作台."""

    name = "linli.web.desk"
    label = "desk"
    verbose_name = "工作台"
