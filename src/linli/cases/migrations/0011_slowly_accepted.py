"""Cases that waited for more than a day to be accepted are found by the moments at which they waited."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.indexes import GistIndex
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThan


class Migration(migrations.Migration):
    """An index of the few; a finished case is in it as well as an open one."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0010_terms_cut_quicker")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddIndex(
            "case",
            GistIndex(
                Func(F("opened_at"), F("accepted_at"), function="tstzrange"),
                name="cases_case_slowly_accepted",
                condition=Q(GreaterThan(F("accepted_at") - F("opened_at"), Value(timedelta(days=1)))),
            ),
        ),
    ]
