"""The room's registration with Django."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """总装."""

    name = "linli.project"
    label = "project"
    verbose_name = "总装"
