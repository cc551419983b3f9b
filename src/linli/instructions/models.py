"""What a unit was told to do by those who watch over its ground."""

from django.contrib.gis.db import models
from django.db.models import Q

from linli.areas.models import Grounded, Unit
from linli.cases.models import Case


class Instruction(Grounded):
    """One instruction of one unit to another; it lies where the unit serves. Only ``instructions.actions`` writes it.

    It has a place and so names no person: who sent, received and answered it stands in the journal.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办件")
    point = models.PointField("位置", null=True, blank=True)
    text = models.CharField("内容", max_length=500)
    reply_by = models.DateTimeField("要求答复时间", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间")
    sent_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发出单位")
    received_at = models.DateTimeField("收到时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True, default="")
    key = models.UUIDField("请求键", unique=True)
    digest = models.CharField("请求摘要", max_length=64)
    answer_key = models.UUIDField("答复键", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = "指令"
        indexes = (
            models.Index(fields=["unit", "-id"], name="instructions_unit"),
            models.Index(fields=["unit"], name="instructions_open", condition=Q(answered_at__isnull=True)),
            models.Index(fields=["sent_unit", "-id"], name="instructions_sent"),
            *(
                models.Index(fields=[level, "-id"], name=f"instructions_{level}")
                for level in ("city", "county", "town", "community")
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(received_at__isnull=False),
                name="instructions_received_before_answered",
            ),
        )

    def __str__(self) -> str:
        return self.text
