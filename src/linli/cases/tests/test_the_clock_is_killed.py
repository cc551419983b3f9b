"""The clock job may be killed at any moment: nothing that fell due is missed, and nothing is said twice."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from random import Random
from time import monotonic, sleep

import pytest
from django.db import connection
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.cases.models import Clock, Step
from linli.cases.tasks import due_now, run_clocks

LATE = AT + timedelta(days=30)
#: The worker's own start on the tests' database. Arguments: the time it is, the database, where modules are found.
PROGRAM = """
import sys
from datetime import datetime
sys.path[:0] = sys.argv[3:]
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from linli.cases.tasks import run_clocks
print("ready", flush=True)
run_clocks(at=datetime.fromisoformat(sys.argv[1]))
"""


def told() -> Counter[int]:
    """How often each case was said to be late."""
    return Counter(Step.objects.filter(action="overdue").values_list("case_id", flat=True))


def started() -> subprocess.Popen[bytes]:
    """The clock job in a process of its own, as soon as it has begun."""
    given = (LATE.isoformat(), str(connection.settings_dict["NAME"]), *filter(None, sys.path))
    job = subprocess.Popen([sys.executable, "-c", PROGRAM, *given], stdout=subprocess.PIPE)  # noqa: S603 - our own program
    assert job.stdout is not None
    assert job.stdout.readline() == b"ready\n"
    return job


def terminate_its_session() -> None:
    """What a restart of the database does: every other session on it ends in the middle of what it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.django_db(transaction=True)
def test_a_clock_job_killed_again_and_again_misses_nothing_and_doubles_nothing(cast: Cast) -> None:
    load_catalogue(cast)
    cases = [reported(at=AT + timedelta(minutes=n)) for n in range(150)]
    chance, seen = Random(7), set[int]()
    for attempt in range(8):
        job, before, until = started(), sum(told().values()), monotonic() + 20
        while sum(told().values()) == before and job.poll() is None and monotonic() < until:
            sleep(0.002)  # until it is in the middle of its work
        sleep(chance.random() * 0.02)
        if attempt % 2 == 0:
            terminate_its_session()
            sleep(chance.random() * 0.02)  # cut between two statements, it asks again on a new connection
        job.kill()
        job.communicate()
        seen.add(sum(told().values()))
        assert set(told().values()) <= {1}
    assert len(seen) > 1  # it was in the middle of it, and each time a little further
    assert max(seen) < len(cases), "the job was never interrupted at the end: tell more cases"
    run_clocks(at=LATE)
    assert told() == Counter({case.pk: 1 for case in cases})
    assert not Clock.objects.filter(stopped_at__isnull=True, due_at__lt=LATE, overdue=False).exists()
    assert due_now(LATE) == []
    assert run_clocks(at=LATE) == 0
