"""Keys of other programs and how often they were used; of a key only its hash is kept."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

MOST_PER_MINUTE, MOST_PER_DAY = 6_000, 1_000_000


class ApiKey(models.Model):
    """What one program may do. Areas and matters are named by their codes; none named means all of them."""

    name = models.CharField("用途", max_length=60)
    mark = models.CharField("开头", max_length=10)  # of the secret, so that two keys can be told apart
    secret_hash = models.CharField("密钥摘要", max_length=64, unique=True)
    may_read = models.BooleanField("可以查询", default=True)
    may_report = models.BooleanField("可以上报", default=False)
    may_update = models.BooleanField("可以回报进展", default=False, db_default=False)
    after_review = models.BooleanField("受理后才公开", default=False)
    areas = ArrayField(models.CharField(max_length=18), verbose_name="限于区划", default=list, blank=True)
    matters = ArrayField(models.CharField(max_length=20), verbose_name="限于事项", default=list, blank=True)
    per_minute = models.PositiveIntegerField("每分钟次数", default=60)
    per_day = models.PositiveIntegerField("每天次数", default=5000)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    ends_at = models.DateTimeField("失效时间", null=True, blank=True)
    made_with = models.UUIDField("请求键", unique=True)

    class Meta:
        verbose_name = "接口密钥"
        constraints = (
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_report=True) | Q(may_update=True), name="programs_key_may_something"
            ),
            models.CheckConstraint(
                condition=Q(per_minute__range=(1, MOST_PER_MINUTE), per_day__range=(1, MOST_PER_DAY)),
                name="programs_key_limits",
            ),
        )

    def __str__(self) -> str:
        return self.name


class KeyUse(models.Model):
    """How often a key was used on one day, and in the last minute in which it was."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uses", db_index=False, verbose_name="密钥")
    on = models.DateField("日期")
    count = models.PositiveIntegerField("次数")
    minute = models.DateTimeField("分钟")
    in_minute = models.PositiveIntegerField("当分钟次数")

    class Meta:
        verbose_name = "密钥用量"
        constraints = (models.UniqueConstraint(fields=["key", "on"], name="programs_use_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.key_id} {self.on}"
