"""Figures as they are kept: what has just changed, the finest cells by month, and sums for larger grounds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.areas.models import CODE_LENGTH, Grounded

NAME_LENGTH = 20


class Delta(Grounded):
    """A case began (1) or ceased (-1) to count in a cell; only ever added by the trigger, taken away by folding.

    ``day`` is empty for what there is now; a dimension the figure is not kept by is empty.
    """

    figure = models.CharField("指标", max_length=NAME_LENGTH)
    day = models.DateField("日期", null=True)
    matter = models.BigIntegerField("事项", null=True)
    source = models.CharField("来源", max_length=NAME_LENGTH, null=True)  # noqa: DJ001 - empty is not kept by
    state = models.CharField("状态", max_length=NAME_LENGTH, null=True)  # noqa: DJ001 - the same
    unit = models.BigIntegerField("单位", null=True)
    light = models.CharField("时限", max_length=NAME_LENGTH, null=True)  # noqa: DJ001 - the same
    n = models.IntegerField("数量")

    class Meta:
        verbose_name = "统计变动"

    def __str__(self) -> str:
        return f"{self.figure} {self.day} {self.n:+}"


class Fact(Grounded):
    """What was counted in one grid in one month: lists of one length, read side by side as (day, matter, …, n).

    In the order of days, so that those that are wanted are found by halving.

    Read for grids that are taken apart and not busy, and for the days of a cut month of a small ground that is taken
    apart; nothing in it is summed.
    """

    pk = models.CompositePrimaryKey("figure", "grid", "month", "community", "town", "county", "city")
    figure = models.CharField("指标", max_length=NAME_LENGTH)
    month = models.DateField("月份")
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="日")
    matters = ArrayField(models.BigIntegerField(null=True), verbose_name="事项")
    sources = ArrayField(models.CharField(max_length=NAME_LENGTH, null=True), verbose_name="来源")
    units = ArrayField(models.BigIntegerField(null=True), verbose_name="单位")
    ns = ArrayField(models.IntegerField(), verbose_name="数量")

    class Meta:
        verbose_name = "统计明细"
        indexes = (
            models.Index(fields=["figure", "town", "month"], name="stats_fact_town"),
            models.Index(fields=["figure", "community", "month"], name="stats_fact_community"),
        )

    def __str__(self) -> str:
        return f"{self.figure} {self.grid} {self.month}"


class Rollup(models.Model):
    """Running totals over one area and one span (``year``, ``month``, or ``now``), for one value of one dimension.

    A year has twelve, up to the end of each of its months; a month has 31, up to each of its days; ``now`` has one. So
    what any days sum up to is the difference of two of them. ``dimension`` and ``value`` are blank for the sum over
    everything. No index may know ``n``: then a sum changes in its place.
    """

    pk = models.CompositePrimaryKey("figure", "dimension", "area", "span", "start", "value")
    figure = models.CharField("指标", max_length=NAME_LENGTH)
    dimension = models.CharField("维度", max_length=NAME_LENGTH)
    area = models.CharField("区划", max_length=CODE_LENGTH)
    span = models.CharField("时段", max_length=5)
    start = models.DateField("起")
    value = models.CharField("值", max_length=NAME_LENGTH)
    n = ArrayField(models.IntegerField(), verbose_name="累计数量")

    class Meta:
        verbose_name = "统计汇总"

    def __str__(self) -> str:
        return f"{self.figure} {self.area} {self.start} {self.value} {self.n}"


class Busy(models.Model):
    """A grid had so many of a figure in the year from ``start`` on that its sums by dimension are kept too.

    Marked by folding as soon as it has; a mark stays, also when cases go, until the figure is counted anew.
    """

    pk = models.CompositePrimaryKey("figure", "area", "start")
    figure = models.CharField("指标", max_length=NAME_LENGTH)
    area = models.CharField("网格", max_length=CODE_LENGTH)
    start = models.DateField("起")

    class Meta:
        verbose_name = "繁忙网格"

    def __str__(self) -> str:
        return f"{self.figure} {self.area} {self.start}"
