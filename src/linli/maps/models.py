"""Cases counted by small squares of the map, so that a view from afar costs as little as one from near by.

A square is a tile of its zoom; ``owner`` is whose cases are counted: an area, one row for each of the five levels, or
the unit that leads (``u`` and its id), of which open cases alone are kept. A trigger on cases notes every change as an
insert, the folding job adds the notes to the squares, and a reader adds what is not folded yet: exact at the moment of
reading, and no hot row is fought over.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.areas.models import CODE_LENGTH, Grounded


class Cell(models.Model):
    """The cases of one area in one square."""

    pk = models.CompositePrimaryKey("owner", "zoom", "x", "y")
    owner = models.CharField("区划或单位", max_length=CODE_LENGTH + 2)
    zoom = models.PositiveSmallIntegerField("缩放级")
    x = models.IntegerField("列")
    y = models.IntegerField("行")
    open = models.IntegerField("未办结")
    red = models.IntegerField("超期")
    #: Sums of the columns and rows, at the finest zoom, of the open cases: their middle stands where they do.
    east = models.BigIntegerField("列之和")
    south = models.BigIntegerField("行之和")
    #: Reported up to each month, as running totals. Place 1 is January 2020, where earlier ones are counted too; the
    #: array begins at the place of the first month that has any. Not at the finest zoom, and not for units.
    opened = ArrayField(models.IntegerField(null=True), verbose_name="各月上报")

    class Meta:
        verbose_name = "图格"
        #: Squares that say nothing any more, for the folding job to clear away.
        indexes = (models.Index(fields=["owner"], name="maps_cell_empty", condition=Q(open=0, red=0, opened=[])),)

    def __str__(self) -> str:
        return f"{self.owner} {self.zoom}/{self.x}/{self.y}"


class CellChange(Grounded):
    """A change that is not folded yet; written by the trigger on cases, in the transaction of the change itself."""

    unit = models.CharField("主办单位", max_length=CODE_LENGTH + 2, blank=True, default="")
    x = models.IntegerField("列")
    y = models.IntegerField("行")
    month = models.PositiveSmallIntegerField("月序")
    opened = models.SmallIntegerField("上报")
    open = models.SmallIntegerField("未办结")
    red = models.SmallIntegerField("超期")

    class Meta:
        verbose_name = "图格变动"
        #: Rows come and go by the thousand: nothing but the key is indexed.
        indexes: ClassVar[list[models.Index]] = []

    def __str__(self) -> str:
        return f"{self.x}/{self.y} {self.open:+d}"
