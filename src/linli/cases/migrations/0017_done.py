"""What a posting did last in each case has rows of its own.

已办 was walked in the steps: for every one it was asked whether the posting did something later. What was done so far is
noted in 0021. See docs/adr/0007-lists-read-by-key.md.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION cases_done_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_done AS kept (step_id, case_id, posting_id, at, source, urgency)
    SELECT NEW.id, NEW.case_id, NEW.posting_id, NEW.at, one.source, one.urgency
    FROM cases_case AS one WHERE one.id = NEW.case_id
    ON CONFLICT (case_id, posting_id) DO UPDATE SET step_id = excluded.step_id, at = excluded.at
    WHERE (kept.at, kept.step_id) < (excluded.at, excluded.step_id);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_done_note AFTER INSERT ON cases_step FOR EACH ROW
    WHEN (NEW.number > 1 AND NEW.posting_id IS NOT NULL) EXECUTE FUNCTION cases_done_note();

CREATE FUNCTION cases_done_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_done SET source = NEW.source, urgency = NEW.urgency WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_done_follow AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.source <> NEW.source OR OLD.urgency <> NEW.urgency) EXECUTE FUNCTION cases_done_follow();

-- The rows of cases from one id to another; for what was loaded past the triggers.
CREATE FUNCTION cases_done_fill(first bigint, last bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_done (step_id, case_id, posting_id, at, source, urgency)
    SELECT DISTINCT ON (step.case_id, step.posting_id)
           step.id, step.case_id, step.posting_id, step.at, one.source, one.urgency
    FROM cases_step AS step JOIN cases_case AS one ON one.id = step.case_id
    WHERE step.case_id BETWEEN first AND last AND step.number > 1 AND step.posting_id IS NOT NULL
    ORDER BY step.case_id, step.posting_id, step.at DESC, step.id DESC
    ON CONFLICT (case_id, posting_id) DO NOTHING
$$;
"""

BACKWARD = """
DROP TRIGGER cases_done_follow ON cases_case;
DROP TRIGGER cases_done_note ON cases_step;
DROP FUNCTION cases_done_fill(bigint, bigint), cases_done_follow(), cases_done_note();
"""


def _kept_elsewhere(to: str, verbose_name: str, **options: Any) -> dict[str, Any]:
    on_delete = django.db.models.deletion.CASCADE
    return {"db_constraint": False, "on_delete": on_delete, "to": to, "verbose_name": verbose_name, **options}


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_keys_and_calendar_versions"), ("cases", "0016_terms_under_any_path")]

    operations = [
        migrations.CreateModel(
            name="Done",
            fields=[
                (
                    "step",
                    models.OneToOneField(
                        **_kept_elsewhere("cases.step", "步骤", primary_key=True, related_name="+", serialize=False)
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("source", models.CharField(max_length=10, verbose_name="来源")),
                ("urgency", models.CharField(max_length=10, verbose_name="紧急程度")),
                (
                    "case",
                    models.ForeignKey(**_kept_elsewhere("cases.case", "办件", db_index=False, related_name="done")),
                ),
                (
                    "posting",
                    models.ForeignKey(**_kept_elsewhere("areas.posting", "岗位", db_index=False, related_name="+")),
                ),
            ],
            options={
                "verbose_name": "已办",
                "indexes": [
                    models.Index(
                        fields=["posting", "-at", "-step", "source", "urgency"],
                        name="cases_done_listed",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "posting"), name="cases_done_once")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACKWARD),
    ]
