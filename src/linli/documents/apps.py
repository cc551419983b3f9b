"""The room's registration with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书与附件."""

    name = "linli.documents"
    label = "documents"
    verbose_name = "文书与附件"
