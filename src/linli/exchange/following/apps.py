"""The room's registration with Django."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """对接."""

    name = "linli.exchange.following"
    label = "following"
    verbose_name = "对接"
