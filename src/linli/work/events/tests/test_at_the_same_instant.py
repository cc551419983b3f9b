"""Two people act at once, in two real transactions: one wins, the other is told what happened."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier, Thread
from time import sleep
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from tests.cast import AT, Cast, make_cast
from tests.stories import a_report, bring, load_catalogue, reported

from linli.accounts.audit.queries import verify
from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, RefusedAction, Report, act, open_case, opening
from linli.cases.models import Case, Contact
from linli.cases.tasks import run_clocks
from linli.notices.models import Notice

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


def opened_while_one_waits(reports: Sequence[tuple[UUID, Report]]) -> list[object]:
    """What came of opening them at once; the first is held amid its writing until all others wait for it."""

    def opened(number: int) -> object:
        key, report = reports[number]
        return open_case(report=report, by=RESIDENT, at=AT, key=key).pk

    with closing(connections.create_connection("default")) as other, ThreadPoolExecutor(1) as threads:
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE cases_case IN SHARE MODE")
        answers = threads.submit(together, len(reports), opened)
        while len(opening._together._waiting) < len(reports) - 1:
            sleep(0.01)
        other.rollback()
        return answers.result()


def test_reports_that_come_while_one_is_written_are_written_in_one_statement(cast: Cast) -> None:  # noqa: ARG001
    reports = [(uuid4(), a_report(contact_phone=phone)) for phone in ("13800000000", "", "") * 2]
    assert {*opened_while_one_waits(reports)} == {*Case.objects.values_list("pk", flat=True)}
    assert Case.objects.count() == len(reports)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM cases_case")
        assert cursor.fetchone() == (2,)
    for case in Case.objects.all():
        assert case.steps.get().action == "report"
        assert case.clocks.count() == 1
        assert Notice.objects.filter(link=f"/desk/cases/{case.pk}/").exists()
    assert Contact.objects.count() == 2
    assert list(verify()) == []


def test_of_reports_written_together_each_gets_its_own_answer(cast: Cast) -> None:  # noqa: ARG001 - to report to
    good, twice, other = UUID(int=1), UUID(int=2), UUID(int=3)
    reports = [(good, a_report()), (uuid4(), a_report(matter_code="9999")), (twice, a_report()), (twice, a_report())]
    answers = opened_while_one_waits([*reports, (other, a_report()), (other, a_report(description="别的事"))])

    assert Case.objects.count() == 3
    assert answers[0] == Case.objects.get(open_key=good).pk
    assert isinstance(answers[1], BadForm)
    assert [*answers[1].errors] == ["matter"]
    assert answers[2] == answers[3] == Case.objects.get(open_key=twice).pk
    assert sorted(type(answer).__name__ for answer in answers[4:]) == ["KeyConflict", "int"]


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
