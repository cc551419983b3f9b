"""The room's registration with Django, and its process with the engine."""

from pathlib import Path

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """调解."""

    name = "linli.work.disputes"
    label = "disputes"
    verbose_name = "矛盾纠纷调解"

    def ready(self) -> None:
        """Check the dispute process; a broken file stops the program with file and line."""
        from linli.cases import processes
        from linli.work.disputes.queries import look_up
        from linli.work.disputes.rules import words

        processes.register(Path(__file__).parent / "process.toml", words(look_up))
