"""The room's registration with Django."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """公告."""

    name = "linli.announcements"
    label = "announcements"
    verbose_name = "公告"
