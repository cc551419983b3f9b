"""The room's registration with Django."""

from django.apps import AppConfig


class WorkEventsConfig(AppConfig):
    """事件."""

    name = "linli.work.events"
    label = "events"
    verbose_name = "事件"
