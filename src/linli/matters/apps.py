"""The room's registration with Django."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """事项."""

    name = "linli.matters"
    label = "matters"
    verbose_name = "事项"
