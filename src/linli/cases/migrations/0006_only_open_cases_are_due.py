"""Only an open case has something due; what is due is found without asking again whether the case is open."""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

RUNNING = Q(due_at__isnull=False)
WAYS = {
    "city": "city",
    "county": "county",
    "town": "town",
    "community": "community",
    "grid": "grid",
    "desk_unit": "desk",
    "lead_unit": "lead",
}
NAME = "cases_case_only_open_are_due"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0005_lists_read_by_key")]

    operations = [
        AddConstraintNotValid(
            "case", models.CheckConstraint(condition=Q(is_final=False) | Q(due_at__isnull=True), name=NAME)
        ),
        ValidateConstraint("case", NAME),
        *(RemoveIndexConcurrently("case", f"cases_case_{name}_due") for name in WAYS.values()),
        *(
            AddIndexConcurrently(
                "case", models.Index(fields=[who, "due_at", "id"], name=f"cases_case_{name}_due", condition=RUNNING)
            )
            for who, name in WAYS.items()
        ),
    ]
