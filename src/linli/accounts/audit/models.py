"""The journal: append-only, hash-chained by the database itself."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One write, or one read of personal data; never changed, never deleted.

    ``chain``, ``position``, ``previous`` and ``digest`` are filled by a trigger, under a lock on the
    chain's head, in the transaction of the write itself.
    """

    at = models.DateTimeField("时间")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    posting_id = models.BigIntegerField("岗位", null=True)
    verb = models.CharField("动作", max_length=60)
    subject = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    purpose = models.CharField("用途", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict)
    chain = models.SmallIntegerField("链", default=0)
    position = models.BigIntegerField("位置", default=0)
    previous = models.BinaryField("前一条摘要", default=b"")
    digest = models.BinaryField("摘要", default=b"")

    class Meta:
        verbose_name = "日志"
        indexes = (
            models.Index(fields=["subject", "subject_id", "-id"], name="audit_entry_subject"),
            models.Index(fields=["user", "-id"], name="audit_entry_user"),
        )
        constraints = (models.UniqueConstraint(fields=["chain", "position"], name="audit_entry_place_in_chain"),)

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.verb} {self.subject} {self.subject_id}"


class ChainHead(models.Model):
    """The last digest of one chain; its row is the chain's lock."""

    chain = models.SmallIntegerField("链", primary_key=True)
    position = models.BigIntegerField("位置", default=0)
    digest = models.BinaryField("摘要", default=b"")

    class Meta:
        verbose_name = "链头"

    def __str__(self) -> str:
        return f"{self.chain}:{self.position}"
