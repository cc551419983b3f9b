"""The room's registration with Django."""

from django.apps import AppConfig


class WebPartsConfig(AppConfig):
    """界面部件."""

    name = "linli.web.parts"
    label = "parts"
    verbose_name = "界面部件"
