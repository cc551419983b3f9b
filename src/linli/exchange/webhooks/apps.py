"""The room's registration with Django."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """推送."""

    name = "linli.exchange.webhooks"
    label = "webhooks"
    verbose_name = "推送"
