"""Two who add the same thing at one instant: one has it, the other is told, and nothing is there twice."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from tests.cast import AT, make_cast

from linli.areas.rules import Actor
from linli.matters import actions, queries
from linli.matters.models import Edition, Matter, Responsibility
from linli.matters.refusals import Stale
from linli.matters.wording import ResponsibilityValues

pytestmark = pytest.mark.django_db(transaction=True)

#: Locks, not activity: that is read once in a transaction and then remembered.
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def _wait_until_somebody_waits() -> None:
    for _try in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("the second writer never waited for the first")


def told_while_another_commits(deed: Callable[[], object]) -> list[str]:
    """Do the deed without committing, let a second thread do it too, commit; what the second was told."""
    told: list[str] = []

    def second() -> None:
        try:
            deed()
        except Stale as stale:
            told.append(stale.text)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        deed()
        thread.start()
        _wait_until_somebody_waits()
    thread.join()
    return told


@pytest.fixture
def admin() -> Actor:
    cast = make_cast()
    actions.load_default_catalogue(at=AT)
    return cast.admin.actor


def test_a_matter_is_added_once(admin: Actor):
    new = replace(queries.values_of(queries.matter("0301")), code="0399", title="井盖反光")
    told = told_while_another_commits(lambda: actions.save_matter(new, by=admin, at=AT, expected=0))
    assert told == ["同一个代码刚刚被别人用掉了，没有保存。"]
    assert Matter.objects.filter(code="0399").count() == 1
    assert Edition.objects.filter(subject_code="0399").count() == 1


def test_a_responsibility_is_added_once(admin: Actor):
    new = ResponsibilityValues(area_code="990101", matter_code="0301", lead_function="城市管理局")
    told = told_while_another_commits(lambda: actions.save_responsibility(new, by=admin, at=AT, expected=0))
    assert told == ["同一条权责刚刚被别人添加了，没有保存。"]
    assert Responsibility.objects.count() == 1
