"""The room's registration with Django."""

from django.apps import AppConfig


class WebFieldConfig(AppConfig):
    """手机应用."""

    name = "linli.web.field"
    label = "web_field"
    verbose_name = "手机应用"
