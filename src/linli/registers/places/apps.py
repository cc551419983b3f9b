"""The room's registration with Django."""

from django.apps import AppConfig


class RegistersPlacesConfig(AppConfig):
    """地名地址."""

    name = "linli.registers.places"
    label = "places"
    verbose_name = "地名地址"
