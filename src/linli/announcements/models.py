"""What a desk tells the staff who work on its ground."""

from django.db import models
from django.db.models import F, Q

from linli.announcements.rules import LONGEST_TEXT, LONGEST_TITLE
from linli.areas.models import CODE_LENGTH, Grounded, Unit


class Announcement(Grounded):
    """One announcement to a ground; who wrote it stands in the journal. Only ``announcements.actions`` writes it."""

    #: The deepest code of the ground: those who work on it or on a part of it are told.
    area_code = models.CharField("区划", max_length=CODE_LENGTH)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    text = models.CharField("内容", max_length=LONGEST_TEXT)
    from_on = models.DateField("从哪天起")
    until_on = models.DateField("到哪天止", null=True, blank=True)
    written_at = models.DateTimeField("写下时间")
    ended_at = models.DateTimeField("撤下时间", null=True, blank=True)
    key = models.UUIDField("请求键", unique=True)
    digest = models.CharField("请求摘要", max_length=64)

    class Meta:
        verbose_name = "公告"
        indexes = (
            models.Index(fields=["area_code", "-id"], name="announcements_area"),
            models.Index(fields=["unit", "-id"], name="announcements_unit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="announcements_period"
            ),
        )

    def __str__(self) -> str:
        return self.title
