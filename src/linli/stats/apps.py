"""The room's registration with Django: figures are checked when the program starts and kept after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StatsConfig(AppConfig):
    """统计."""

    name = "linli.stats"
    label = "stats"
    verbose_name = "统计"

    def ready(self) -> None:
        """Check the declared figures; a broken file stops the program with file and line."""
        from linli.stats.declared import figures

        figures()
        post_migrate.connect(_bring_up_to_date, sender=self)


def _bring_up_to_date(using: str, **_: Any) -> None:
    """What the database counts is what is declared, also after the declarations changed."""
    from linli.stats.actions import install

    if using == "default":
        install()
