"""The room's registration with Django."""

from django.apps import AppConfig


class AccountsAuditConfig(AppConfig):
    """日志."""

    name = "linli.accounts.audit"
    label = "audit"
    verbose_name = "日志"
