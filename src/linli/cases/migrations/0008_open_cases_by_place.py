"""Places are indexed while a case is open: maps draw no others, and a report adds to a small index."""

from typing import ClassVar

import django.contrib.gis.db.models.fields
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import Q


class Migration(migrations.Migration):
    """The index of all places becomes one of open cases."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0007_words")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddIndex(
            "case",
            GistIndex(
                OpClass("point", name="gist_geometry_ops_2d"),
                name="cases_case_open_point",
                condition=Q(is_final=False),
            ),
        ),
        migrations.AlterField(
            "case",
            "point",
            django.contrib.gis.db.models.fields.PointField(
                blank=True, null=True, spatial_index=False, srid=4326, verbose_name="位置"
            ),
        ),
    ]
