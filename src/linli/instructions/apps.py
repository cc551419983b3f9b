"""The room's registration with Django."""

from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    """指令."""

    name = "linli.instructions"
    label = "instructions"
    verbose_name = "指令"
