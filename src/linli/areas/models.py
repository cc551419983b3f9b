"""The area tree, dated boundaries, units and postings."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Func, Q, Value

from linli.accounts.models import Role, User
from linli.areas.rules import Ground, Level

CODE_LENGTH = 18


class Grounded(models.Model):
    """A row that is read by ground: it carries its ancestors' codes, so a subtree is one equality."""

    city = models.CharField("市", max_length=CODE_LENGTH, blank=True, default="")
    county = models.CharField("区县", max_length=CODE_LENGTH, blank=True, default="")
    town = models.CharField("乡镇街道", max_length=CODE_LENGTH, blank=True, default="")
    community = models.CharField("村社区", max_length=CODE_LENGTH, blank=True, default="")
    grid = models.CharField("网格", max_length=CODE_LENGTH, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def ground(self) -> Ground:
        """Where the row lies."""
        return Ground(self.city, self.county, self.town, self.community, self.grid)


class Area(Grounded):
    """One area of the tree, from province to micro-grid; its own code stands in the column of its level too."""

    code = models.CharField("代码", max_length=CODE_LENGTH, unique=True)
    scheme = models.CharField("编码方案", max_length=40, default="nbs-2023")
    external_codes = models.JSONField("外部编码", default=dict, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level.choices())
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    kind = models.CharField("类型", max_length=20, blank=True, default="")
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    extent = models.MultiPolygonField("现行边界", null=True, blank=True)
    public_phone = models.CharField("监督电话", max_length=30, blank=True, default="")
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "区划"
        indexes = (
            models.Index(fields=["parent", "code"], name="areas_area_parent"),
            models.Index(fields=["level", "county", "code"], name="areas_area_level"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="areas_area_period"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The extent of an area during a period; periods of one area never overlap."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries", verbose_name="区划")
    extent = models.MultiPolygonField("边界")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止(不含)", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "边界沿革"
        constraints = (
            ExclusionConstraint(
                name="areas_boundary_one_at_a_time",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    (Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.valid_from}"


class Change(models.Model):
    """What happened to an area on a day: added, renamed, moved, redrawn, split, merged, ended."""

    on = models.DateField("日期")
    kind = models.CharField("变更", max_length=12)
    code = models.CharField("代码", max_length=CODE_LENGTH)
    before = models.CharField("原名称", max_length=80, blank=True, default="")
    after = models.CharField("现名称", max_length=80, blank=True, default="")
    replaced_by = ArrayField(models.CharField(max_length=CODE_LENGTH), verbose_name="由何代替", default=list)
    source = models.CharField("依据", max_length=120, blank=True, default="")
    #: The client's key of the request that made the change, and what it asked for: a repeat changes nothing.
    key = models.UUIDField("请求键", null=True, blank=True)
    digest = models.CharField("请求摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "区划变更"
        indexes = (
            models.Index(fields=["code", "on"], name="areas_change_code"),
            models.Index(fields=["key"], name="areas_change_key", condition=Q(key__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.code} {self.kind}"


class Unit(models.Model):
    """A body that answers for matters on a ground: a desk, a department, an office, a team, a company."""

    KINDS: ClassVar[list[tuple[str, str]]] = [
        ("desk", "综治中心(受理派遣)"),
        ("department", "部门"),
        ("office", "乡镇街道办所"),
        ("team", "村社区组织"),
        ("company", "企业"),
    ]

    area = models.ForeignKey(Area, models.PROTECT, related_name="units", verbose_name="服务区划")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=30, blank=True, default="")
    #: The names under which responsibility lists know this unit, e.g. 城市管理局.
    functions = ArrayField(models.CharField(max_length=60), verbose_name="承担职责", default=list)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    phone = models.CharField("电话", max_length=30, blank=True, default="")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "单位"
        constraints = (models.UniqueConstraint(fields=["area", "name"], name="areas_unit_name_in_area"),)

    def __str__(self) -> str:
        return self.short_name or self.name


class Posting(models.Model):
    """A person in a role for a unit on a ground during a period; periods of the same one never overlap."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name="单位")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name="角色")
    ground = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name="责任区")
    title = models.CharField("岗位名称", max_length=60, blank=True, default="")
    is_public = models.BooleanField("向居民公示", default=False)
    from_on = models.DateField("起")
    to_on = models.DateField("止(不含)", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        indexes = (
            models.Index(fields=["user", "from_on"], name="areas_posting_user"),
            models.Index(fields=["ground", "role"], name="areas_posting_ground"),
            GistIndex(Func(F("from_on"), F("to_on"), Value("[)"), function="daterange"), name="areas_posting_period"),
        )
        constraints = (
            ExclusionConstraint(
                name="areas_posting_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("ground", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return self.title or f"{self.unit} {self.role}"


class CalendarDay(models.Model):
    """Whether a date is worked, for the country (blank area) or one county."""

    area_code = models.CharField("区划", max_length=CODE_LENGTH, blank=True, default="")
    on = models.DateField("日期")
    is_working = models.BooleanField("工作日")
    note = models.CharField("说明", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "工作日历"
        constraints = (models.UniqueConstraint(fields=["area_code", "on"], name="areas_calendar_day"),)

    def __str__(self) -> str:
        return f"{self.on} {'班' if self.is_working else '休'}"


class Office(models.Model):
    """Working periods of a county, from a date on; the newest that has begun is in force."""

    area_code = models.CharField("区划", max_length=CODE_LENGTH, blank=True, default="")
    from_on = models.DateField("起")
    periods = models.JSONField("工作时段")  # [["08:00", "12:00"], ["14:00", "18:00"]]

    class Meta:
        verbose_name = "工作时段"
        constraints = (models.UniqueConstraint(fields=["area_code", "from_on"], name="areas_office_from"),)

    def __str__(self) -> str:
        return f"{self.area_code} {self.from_on}"


class CalendarVersion(models.Model):
    """A new random number at every change of the calendar of a county (blank: of the country)."""

    area_code = models.CharField("区划", max_length=CODE_LENGTH, primary_key=True)
    number = models.PositiveBigIntegerField("版本", default=0)

    class Meta:
        verbose_name = "日历版本"

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"
