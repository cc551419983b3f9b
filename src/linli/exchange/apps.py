"""The room's registration with Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """导入导出."""

    name = "linli.exchange"
    label = "exchange"
    verbose_name = "导入导出"
