"""The room's registration with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件引擎."""

    name = "linli.cases"
    label = "cases"
    verbose_name = "办件引擎"
