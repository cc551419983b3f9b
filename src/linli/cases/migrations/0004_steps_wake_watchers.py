"""Whoever watches the steps is woken when one is committed.

A transaction that notifies holds a lock of the whole cluster while it commits, so that commits would wait for each
other. Only one transaction at a time notifies, therefore: whoever does not get the (advisory) lock says nothing, and
a watcher looks again shortly after it was woken.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_step_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_try_advisory_xact_lock(5205114, 1) THEN
        NOTIFY linli_steps;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_step_wake AFTER INSERT ON cases_step FOR EACH STATEMENT EXECUTE FUNCTION cases_step_wake();
"""

BACKWARD = """
DROP TRIGGER cases_step_wake ON cases_step;
DROP FUNCTION cases_step_wake();
"""


class Migration(migrations.Migration):
    """Steps that are heard of at once."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0003_light_and_time_used")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
