"""What people are told: an inbox per posting."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One message to one posting; ``dedupe`` makes a repeated delivery harmless."""

    posting_id = models.BigIntegerField("岗位")
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=500, blank=True, default="")
    link = models.CharField("链接", max_length=200, blank=True, default="")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    dedupe = models.CharField("去重键", max_length=120, unique=True)

    class Meta:
        verbose_name = "通知"
        indexes = (
            models.Index(fields=["posting_id", "-id"], name="notices_notice_inbox"),
            models.Index(fields=["posting_id"], name="notices_notice_unread", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.title
