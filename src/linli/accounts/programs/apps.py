"""The room's registration with Django."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """接口密钥."""

    name = "linli.accounts.programs"
    label = "programs"
    verbose_name = "接口密钥"
