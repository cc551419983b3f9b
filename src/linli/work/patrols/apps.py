"""The room's registration with Django."""

from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    """巡查."""

    name = "linli.work.patrols"
    label = "patrols"
    verbose_name = "巡查"
