"""The room's registration with Django, and its process with the engine."""

from pathlib import Path

from django.apps import AppConfig


class WorkEventsConfig(AppConfig):
    """事件."""

    name = "linli.work.events"
    label = "events"
    verbose_name = "事件"

    def ready(self) -> None:
        """Check the event process; a broken file stops the program with file and line."""
        from linli.cases import processes

        processes.register(Path(__file__).parent / "process.toml")
