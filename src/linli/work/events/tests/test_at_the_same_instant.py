"""Two people act at once, in two real transactions: one wins, the other is told what happened."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.cast import AT, Cast, make_cast
from tests.stories import a_report, bring, load_catalogue, reported

from linli.accounts.audit.queries import verify
from linli.areas.rules import RESIDENT
from linli.cases.actions import RefusedAction, act, open_case
from linli.cases.models import Case
from linli.cases.tasks import run_clocks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:  # noqa: ARG001 - committed, so that other connections see it
    cast = make_cast()
    load_catalogue(cast)
    return cast


def together(count: int, work: Callable[[int], object]) -> list[object]:
    """Run the work in threads that start at the same instant, each on its own connection; answers or exceptions."""
    gate, answers = Barrier(count), list[object](range(count))

    def run(number: int) -> None:
        try:
            gate.wait()
            answers[number] = work(number)
        except Exception as error:  # noqa: BLE001 - handed to the test
            answers[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_desks_exactly_one_wins_and_the_other_sees_what_happened(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    seen = case.row_version
    units = [cast.units.department.pk, cast.units.other_department.pk]

    def dispatch(number: int) -> object:
        desk, form = cast.community_desk.actor, {"lead": units[number]}
        return act(case.pk, "dispatch", by=desk, at=AT, form=form, key=uuid4(), seen_version=seen)

    answers = together(2, dispatch)

    refused = [answer for answer in answers if isinstance(answer, RefusedAction)]
    assert len(refused) == 1
    assert refused[0].code == "overtaken"
    assert "派遣" in refused[0].text
    assert case.assignments.filter(role="lead").count() == 1


def test_one_report_sent_eight_times_at_once_is_one_case(cast: Cast) -> None:  # noqa: ARG001 - somebody to report to
    key = UUID(int=7)
    answers = together(8, lambda _: open_case(report=a_report(), by=RESIDENT, at=AT, key=key).pk)
    assert len(set(answers)) == 1
    assert Case.objects.count() == 1


def test_two_clock_jobs_at_once_say_a_thing_once(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    moment = case.clocks.get(kind="handle").warn_at
    answers = together(2, lambda _: run_clocks(at=moment))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert case.steps.filter(action="remind").count() == 1


def test_the_journal_holds_after_many_wrote_at_once(cast: Cast) -> None:  # noqa: ARG001 - somebody to report to
    answers = together(8, lambda _: open_case(report=a_report(), by=RESIDENT, at=AT, key=uuid4()).pk)
    assert len(set(answers)) == 8
    assert list(verify()) == []
