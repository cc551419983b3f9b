"""The room's registration with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示县."""

    name = "linli.demo"
    label = "demo"
    verbose_name = "演示县"
