"""Servers that are followed, what their matters are called here, and what was taken from them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.areas.models import Area, Grounded
from linli.cases.models import Case


class Peer(Grounded):
    """Another Open311 server: what it hears becomes cases on a ground, and how they fare is told back."""

    FORMS: ClassVar[list[tuple[str, str]]] = [("json", "JSON"), ("xml", "XML")]
    STATES: ClassVar[list[tuple[str, str]]] = [("active", "跟随中"), ("paused", "已暂停"), ("ended", "已删除")]

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区划")
    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=500)  # up to and with the version: https://…/open311/v2/
    form = models.CharField("格式", max_length=4, choices=FORMS, default="json")
    jurisdiction = models.CharField("辖区代码", max_length=60, blank=True, default="")
    matter_code = models.CharField("兜底事项", max_length=20, blank=True, default="")
    tells = models.BooleanField("回报进展", default=False)
    api_key = models.BinaryField("对方给的密钥(密)", default=b"", blank=True)
    state = models.CharField("状态", max_length=6, choices=STATES, default="active")
    since = models.DateTimeField("已取到")
    pulled_at = models.DateTimeField("最近拉取", null=True, blank=True)
    problem = models.CharField("最近问题", max_length=200, blank=True, default="")
    failing_since = models.DateTimeField("从何时起不通", null=True, blank=True)
    tell_failing_since = models.DateTimeField("从何时起回报不通", null=True, blank=True)
    created_at = models.DateTimeField("新建时间")
    key = models.UUIDField("请求键", unique=True)

    class Meta:
        verbose_name = "对接"
        indexes = (models.Index(fields=["county", "-id"], name="following_county"),)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A matter of the other server, and what it is called here; empty: not said yet."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="services", db_index=False, verbose_name="对接")
    code = models.CharField("对方代码", max_length=100)
    name = models.CharField("对方名称", max_length=100, blank=True, default="")
    matter_code = models.CharField("本系统事项", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "事项对应"
        constraints = (models.UniqueConstraint(fields=["peer", "code"], name="following_service_once"),)

    def __str__(self) -> str:
        return f"{self.code} → {self.matter_code}"


class Item(models.Model):
    """A request of the other server: taken, left because it was done already, or bad with its reason."""

    STATES: ClassVar[list[tuple[str, str]]] = [("taken", "已转入"), ("left", "对方已结，不转"), ("bad", "没有转入")]

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="items", db_index=False, verbose_name="对接")
    number = models.CharField("对方编号", max_length=100)
    state = models.CharField("结果", max_length=5, choices=STATES)
    problem = models.CharField("原因", max_length=300, blank=True, default="")
    row = models.JSONField("对方所说", default=dict)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="办件")
    seen_at = models.DateTimeField("首次见到")
    told_step = models.BigIntegerField("回报到哪一步", default=0)
    told_at = models.DateTimeField("最近回报", null=True, blank=True)
    tell_problem = models.CharField("回报的问题", max_length=200, blank=True, default="")
    tell_attempts = models.PositiveSmallIntegerField("回报已试", default=0)
    tell_at = models.DateTimeField("下次回报", null=True, blank=True)

    class Meta:
        verbose_name = "对接件"
        indexes = (
            models.Index(fields=["peer", "-id"], name="following_item_list"),
            models.Index(fields=["peer", "-id"], name="following_item_bad", condition=Q(state="bad")),
        )
        constraints = (
            models.UniqueConstraint(fields=["peer", "number"], name="following_item_once"),
            models.CheckConstraint(
                condition=Q(state="taken", case__isnull=False) | (~Q(state="taken") & Q(case__isnull=True)),
                name="following_taken_has_case",
            ),
        )

    def __str__(self) -> str:
        return self.number
