"""The room's registration with Django, and its process with the engine."""

from pathlib import Path

from django.apps import AppConfig


class RisksConfig(AppConfig):
    """稳评."""

    name = "linli.work.risks"
    label = "risks"
    verbose_name = "重大决策风险评估"

    def ready(self) -> None:
        """Check the risk process; a broken file stops the program with file and line."""
        from linli.cases import processes
        from linli.work.risks.queries import look_up
        from linli.work.risks.rules import words

        processes.register(Path(__file__).parent / "process.toml", words(look_up))
