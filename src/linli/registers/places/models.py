"""Streets, places and addresses: what a report can be located by."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, OpClass

from linli.areas.models import Grounded

NAME_LENGTH, SEARCH_LENGTH = 120, 200
CODE_LENGTH, SOURCE_LENGTH = 64, 40


class Street(models.Model):
    """A street's centre line (EPSG:4326)."""

    county = models.CharField("区县", max_length=18)
    name = models.CharField("名称", max_length=60, blank=True, default="")
    kind = models.CharField("等级", max_length=12)  # highway | arterial | street | lane | river | railway
    line = models.MultiLineStringField("中心线")

    class Meta:
        verbose_name = "道路"

    def __str__(self) -> str:
        return self.name


class Block(models.Model):
    """A piece of ground with one use, for drawing: residential, park, water, school, industry, market."""

    county = models.CharField("区县", max_length=18)
    kind = models.CharField("用地", max_length=16)
    name = models.CharField("名称", max_length=60, blank=True, default="")
    extent = models.MultiPolygonField("范围")

    class Meta:
        verbose_name = "地块"

    def __str__(self) -> str:
        return self.name


class Place(Grounded):
    """A door, an estate or a landmark: a name with a point, never a person.

    One that came from a register has that register's name and its own code there; one drawn with the map has neither.
    """

    ADDRESS, ESTATE, LANDMARK = "address", "estate", "landmark"

    kind = models.CharField("类别", max_length=12)  # address | estate | landmark
    name = models.CharField("名称", max_length=NAME_LENGTH)
    search_text = models.CharField("检索词", max_length=SEARCH_LENGTH)
    point = models.PointField("位置")
    source = models.CharField("来源", max_length=SOURCE_LENGTH, blank=True, default="", db_default="")
    code = models.CharField("外部编码", max_length=CODE_LENGTH, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "地名地址"
        indexes = (
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="places_place_search"),
            models.Index(fields=["grid"], name="places_place_grid"),
            models.Index(fields=["county"], name="places_place_county"),
        )
        constraints = (
            models.UniqueConstraint(fields=["source", "code"], name="places_place_code", condition=~models.Q(code="")),
            models.CheckConstraint(
                name="places_place_code_of_a_source",
                condition=models.Q(code="", source="") | ~(models.Q(code="") | models.Q(source="")),
            ),
        )

    def __str__(self) -> str:
        return self.name
