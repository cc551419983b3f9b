"""Who outside hears of what on which ground, what was sent to them, and every attempt."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.areas.models import Area, Grounded
from linli.cases.models import Case, Step


class Subscription(Grounded):
    """An address that hears of cases on a ground. ``place`` says which steps it was told: the steps are the outbox."""

    STATES: ClassVar[list[tuple[str, str]]] = [
        ("active", "推送中"),
        ("paused", "已暂停"),
        ("failed", "多日不通，已停"),
        ("gone", "对方已停收"),
        ("ended", "已删除"),
    ]

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区划")
    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=500)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name="哪些变化")
    with_words = models.BooleanField("附带文字", default=False)
    state = models.CharField("状态", max_length=8, choices=STATES, default="active")
    secret = models.BinaryField("密钥(密)")
    former_secret = models.BinaryField("旧密钥(密)", default=b"", blank=True)
    former_until = models.DateTimeField("旧密钥用到", null=True, blank=True)
    place = models.JSONField("推送到哪一步", default=dict)  # {"top": 120, "gaps": [[97, 97, 5000], …]}
    failures = models.PositiveIntegerField("连续失败", default=0)
    failing_since = models.DateTimeField("何时开始失败", null=True, blank=True)
    failed_at = models.DateTimeField("最近失败", null=True, blank=True)
    rest_until = models.DateTimeField("歇到何时", null=True, blank=True)
    delivered_at = models.DateTimeField("最近送达", null=True, blank=True)
    created_at = models.DateTimeField("新建时间")
    key = models.UUIDField("请求键", unique=True)

    class Meta:
        verbose_name = "推送订阅"
        indexes = (
            models.Index(fields=["county", "-id"], name="webhooks_county"),
            models.Index(fields=["town", "-id"], name="webhooks_town"),
        )

    def __str__(self) -> str:
        return self.name


WAITING = Q(state="waiting")


class Delivery(models.Model):
    """One event for one address; without a step it is a test. ``body`` is sent as it stands here, byte for byte."""

    STATES: ClassVar[list[tuple[str, str]]] = [
        ("waiting", "等待送达"),
        ("delivered", "已送达"),
        ("given_up", "已放弃"),
    ]

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="deliveries", db_index=False, verbose_name="推送订阅"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="办件")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="步骤")
    message = models.CharField("消息编号", max_length=60)
    kind = models.CharField("变化", max_length=40)
    happened_at = models.DateTimeField("发生时间")
    body = models.TextField("内容")
    state = models.CharField("结果", max_length=9, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)  # since it was last asked for
    next_at = models.DateTimeField("下次尝试", null=True, blank=True)
    leased_until = models.DateTimeField("正在送,到", null=True, blank=True)
    created_at = models.DateTimeField("入列时间")
    done_at = models.DateTimeField("了结时间", null=True, blank=True)
    status = models.PositiveSmallIntegerField("最近应答", null=True, blank=True)
    took_ms = models.PositiveIntegerField("最近用时", null=True, blank=True)
    problem = models.CharField("最近问题", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "推送记录"
        indexes = (
            models.Index(fields=["subscription", "-id"], name="webhooks_delivery_log"),
            models.Index(fields=["subscription", "happened_at"], name="webhooks_delivery_when"),
            models.Index(fields=["subscription", "next_at"], name="webhooks_delivery_due", condition=WAITING),
            models.Index(fields=["subscription", "case", "step"], name="webhooks_delivery_queue", condition=WAITING),
            models.Index(fields=["done_at"], name="webhooks_delivery_done", condition=~WAITING),
        )
        constraints = (
            models.UniqueConstraint(fields=["subscription", "step"], name="webhooks_delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | (~WAITING & Q(next_at__isnull=True)),
                name="webhooks_delivery_waiting_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.message


class Attempt(models.Model):
    """One try: when, what was answered, how long it took."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name="推送记录")
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("应答", null=True, blank=True)
    took_ms = models.PositiveIntegerField("用时")
    problem = models.CharField("问题", max_length=200, blank=True, default="")
    answer = models.CharField("对方说", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "推送尝试"

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.status or self.problem}"
