"""What came in through this door, by which key; the case itself knows nothing of it."""

from django.db import models
from django.db.models import Q

from linli.accounts.programs.models import ApiKey
from linli.cases.models import Case


class Received(models.Model):
    """One report of a program, and what of it may be shown to everybody."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", db_index=False, verbose_name="密钥")
    case = models.OneToOneField(Case, models.PROTECT, related_name="+", verbose_name="办件")
    token = models.UUIDField("回执号", unique=True)
    at = models.DateTimeField("收到时间")
    digest = models.CharField("内容摘要", max_length=64)
    repeat_key = models.CharField("重发键", max_length=200, blank=True, default="")  # Idempotency-Key
    #: Shown only after a desk has accepted it; the sender has the token until then.
    after_review = models.BooleanField("受理后才公开", default=False)
    #: The words with everything taken out by which the reporter could be found.
    description = models.TextField("公开的描述", blank=True, default="")
    media_url = models.CharField("照片地址", max_length=2000, blank=True, default="")

    class Meta:
        verbose_name = "Open311 来件"
        indexes = (models.Index(fields=["key", "digest", "-at"], name="open311_received_repeat"),)
        constraints = (
            models.UniqueConstraint(
                fields=["key", "repeat_key"], name="open311_repeat_key_once", condition=~Q(repeat_key="")
            ),
        )

    def __str__(self) -> str:
        return str(self.token)
