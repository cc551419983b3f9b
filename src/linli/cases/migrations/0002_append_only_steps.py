"""Steps are history: the database refuses to change or delete them. Case numbers come from one sequence."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE SEQUENCE cases_case_number AS bigint;

CREATE FUNCTION cases_step_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'steps are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER cases_step_append_only BEFORE UPDATE OR DELETE ON cases_step
    FOR EACH STATEMENT EXECUTE FUNCTION cases_step_refuse();
CREATE TRIGGER cases_step_no_truncate BEFORE TRUNCATE ON cases_step
    FOR EACH STATEMENT EXECUTE FUNCTION cases_step_refuse();
"""

BACKWARD = """
DROP TRIGGER cases_step_no_truncate ON cases_step;
DROP TRIGGER cases_step_append_only ON cases_step;
DROP FUNCTION cases_step_refuse();
DROP SEQUENCE cases_case_number;
"""


class Migration(migrations.Migration):
    """History that nobody rewrites."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
