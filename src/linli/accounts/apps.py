"""The room's registration with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """人员与登录."""

    name = "linli.accounts"
    label = "accounts"
    verbose_name = "人员与登录"
