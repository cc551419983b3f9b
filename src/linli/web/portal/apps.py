"""The room's registration with Django."""

from django.apps import AppConfig


class WebPortalConfig(AppConfig):
    """居民门户."""

    name = "linli.web.portal"
    label = "portal"
    verbose_name = "居民门户"
