"""Every list has an index that holds its cases in its own order; what no list reads any more is dropped.

Built concurrently: people work meanwhile. See docs/adr/0007-lists-read-by-key.md.
"""

from typing import Any

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OPEN = Q(is_final=False)
RUNNING = Q(is_final=False, due_at__isnull=False)
CLOSED = Q(is_final=True, closed_at__isnull=False)
WAYS = {
    "city": "city",
    "county": "county",
    "town": "town",
    "community": "community",
    "grid": "grid",
    "desk_unit": "desk",
    "lead_unit": "lead",
}
ADDED = [
    *(
        (
            "case",
            models.Index(fields=[who, "state", "-opened_at", "-id"], name=f"cases_case_{name}_open", condition=OPEN),
        )
        for who, name in WAYS.items()
    ),
    *(
        ("case", models.Index(fields=[who, "due_at", "id"], name=f"cases_case_{name}_due", condition=RUNNING))
        for who, name in WAYS.items()
    ),
    *(
        ("case", models.Index(fields=[who, "-closed_at", "-id"], name=f"cases_case_{name}_closed", condition=CLOSED))
        for who, name in WAYS.items()
    ),
    (
        "case",
        models.Index(fields=["-opened_at", "-id"], name="cases_case_supervised", condition=~Q(supervised="") & OPEN),
    ),
    ("case", models.Index(fields=["matter", "-opened_at", "-id"], name="cases_case_matter")),
    ("case", models.Index(fields=["matter", "-opened_at", "-id"], name="cases_case_matter_open", condition=OPEN)),
    ("case", models.Index(fields=["matter", "-closed_at", "-id"], name="cases_case_matter_closed", condition=CLOSED)),
    ("assignment", models.Index(fields=["unit", "case"], name="cases_assignment_unit")),
    (
        "assignment",
        models.Index(
            fields=["unit", "-assigned_at", "-id"],
            name="cases_assignment_wanted",
            condition=Q(role="assist", ended_at__isnull=True, fed_back_at__isnull=True, excused_at__isnull=True),
        ),
    ),
    ("follow", models.Index(fields=["posting", "-at", "-id"], name="cases_follow_posting")),
    (
        "step",
        models.Index(
            fields=["posting", "-at", "-id"],
            name="cases_step_done",
            condition=Q(posting__isnull=False, number__gt=1),
            include=["case", "number"],
        ),
    ),
]
REMOVED = [
    ("assignment", "cases_assignment_unit"),
    ("case", "cases_case_desk"),
    ("case", "cases_case_lead"),
    ("case", "cases_case_desk_due"),
    ("case", "cases_case_due"),
    ("case", "cases_case_duplicates"),
    ("step", "cases_step_posting"),
]


def _unindexed(
    to: str, words: str, on_delete: Any = django.db.models.deletion.PROTECT, **more: bool
) -> models.ForeignKey[Any, Any]:
    """A foreign key whose own index says no more than the indexes above."""
    return models.ForeignKey(db_index=False, on_delete=on_delete, related_name="+", to=to, verbose_name=words, **more)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("areas", "0002_keys_and_calendar_versions"),
        ("cases", "0004_steps_wake_watchers"),
        ("matters", "0003_append_only_editions"),
    ]

    operations = [
        *(RemoveIndexConcurrently(model, name) for model, name in REMOVED),
        *(AddIndexConcurrently(model, index) for model, index in ADDED),
        migrations.AlterField("assignment", "unit", _unindexed("areas.unit", "单位")),
        migrations.AlterField("case", "desk_unit", _unindexed("areas.unit", "受理单位", null=True)),
        migrations.AlterField("case", "lead_unit", _unindexed("areas.unit", "主办单位", null=True, blank=True)),
        migrations.AlterField("case", "matter", _unindexed("matters.matter", "事项")),
        migrations.AlterField(
            "case", "reporter_posting", _unindexed("areas.posting", "上报岗位", null=True, blank=True)
        ),
        migrations.AlterField(
            "follow", "posting", _unindexed("areas.posting", "岗位", django.db.models.deletion.CASCADE)
        ),
        migrations.AlterField("step", "posting", _unindexed("areas.posting", "岗位", null=True)),
    ]
