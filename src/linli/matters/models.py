"""What can be reported or asked for, and who answers for it where."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from linli.areas.models import Area, Unit
from linli.areas.rules import Level

UNITS: list[tuple[str, str]] = [
    ("urgent_hour", "紧急工作时"),
    ("urgent_day", "紧急工作日"),
    ("work_hour", "工作时"),
    ("work_day", "工作日"),
    ("calendar_day", "自然日"),
]


class MatterClass(models.Model):
    """One of the classes that matters are grouped by."""

    code = models.CharField("代码", max_length=10, unique=True)
    title = models.CharField("名称", max_length=40)
    icon = models.CharField("图标", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "事项大类"

    def __str__(self) -> str:
        return self.title


class Matter(models.Model):
    """One matter of the catalogue, as it stands now; ``Edition`` keeps every earlier wording."""

    URGENCIES: ClassVar[list[tuple[str, str]]] = [("urgent", "紧急"), ("pressing", "较急"), ("normal", "一般")]
    DUTY_TYPES: ClassVar[list[tuple[str, str]]] = [
        ("basic", "基本履职"),
        ("shared", "配合履职"),
        ("withdrawn", "上级收回"),
    ]

    code = models.CharField("代码", max_length=20, unique=True)
    group = models.ForeignKey(MatterClass, models.PROTECT, related_name="matters", verbose_name="大类")
    title = models.CharField("名称", max_length=80)
    urgency = models.CharField("紧急程度", max_length=10, choices=URGENCIES, default="normal")
    accept_limit = models.DecimalField("受理时限", max_digits=6, decimal_places=2)
    accept_unit = models.CharField("受理时限单位", max_length=14, choices=UNITS, default="work_hour")
    first_level = models.CharField("首办层级", max_length=12, choices=Level.choices())
    default_function = models.CharField("默认责任单位", max_length=60)
    is_public = models.BooleanField("向居民开放", default=True)
    is_active = models.BooleanField("在用", default=True)
    is_confidential = models.BooleanField("涉及个人,不对外展示内容", default=False)
    synonyms = models.CharField("常用说法", max_length=200, blank=True, default="")  # apart by spaces
    search_text = models.CharField("检索词", max_length=400, blank=True, default="")
    #: [{"scheme": …, "version": …, "code": …, "note": …}], as ``wording.Reference``.
    references = models.JSONField("参照编码", default=list, blank=True)
    #: What is opened under it runs on this process; set where the matter comes from, not edited.
    process = models.CharField("流程", max_length=40, default="event", db_default="event")
    edition = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项"
        indexes = (GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="matters_matter_search"),)

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """One filing criterion of a matter, with its own limit and closing condition."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="criteria", verbose_name="事项")
    order = models.PositiveSmallIntegerField("顺序", default=1)
    text = models.CharField("立案条件", max_length=200)
    limit = models.DecimalField("处置时限", max_digits=6, decimal_places=2)
    unit = models.CharField("时限单位", max_length=14, choices=UNITS)
    closing_condition = models.CharField("结案条件", max_length=200)

    class Meta:
        verbose_name = "立案条件"
        constraints = (models.UniqueConstraint(fields=["matter", "order"], name="matters_criterion_order"),)

    def __str__(self) -> str:
        return self.text


class Edition(models.Model):
    """What a matter or a responsibility said from one moment on; append-only."""

    subject = models.CharField("对象", max_length=20)  # matter | responsibility
    subject_code = models.CharField("代码", max_length=60)
    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    at = models.DateTimeField("时间")
    by_name = models.CharField("修改人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "版本"
        constraints = (
            models.UniqueConstraint(fields=["subject", "subject_code", "number"], name="matters_edition_number"),
        )

    def __str__(self) -> str:
        return f"{self.subject_code} v{self.number}"


class Responsibility(models.Model):
    """Who leads and assists for a matter (or a class, or everything) on an area; the deepest that fits is used."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="适用区划")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, verbose_name="事项")
    group = models.ForeignKey(MatterClass, models.CASCADE, null=True, blank=True, verbose_name="大类")
    lead_function = models.CharField("牵头职责", max_length=60, blank=True, default="")
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头单位"
    )
    assist_functions = ArrayField(models.CharField(max_length=60), verbose_name="配合职责", default=list, blank=True)
    level = models.CharField("首办层级", max_length=12, choices=Level.choices(), blank=True, default="")
    duty_type = models.CharField("履职类型", max_length=10, choices=Matter.DUTY_TYPES, default="basic")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    edition = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "权责"
        constraints = (
            models.UniqueConstraint(
                fields=["area", "matter", "group"], name="matters_responsibility_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(lead_unit__isnull=False) | ~Q(lead_function=""), name="matters_responsibility_has_lead"
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=True) | Q(group__isnull=True), name="matters_responsibility_one_scope"
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.matter or self.group or '全部事项'}"
