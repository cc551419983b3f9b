"""What a posting did last in each case is kept beside the steps, whoever writes them."""

from datetime import datetime

import pytest
from django.db import connection
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.cases.models import Case, Done, Step
from linli.cases.tests.crowd import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many")]

Row = tuple[int, int, int, datetime, str, str]


@pytest.fixture
def many(cast: Cast) -> None:
    load_catalogue(cast)
    crowd(cast, 300, AT)


def kept() -> list[Row]:
    return sorted(Done.objects.values_list("case_id", "posting_id", "step_id", "at", "source", "urgency"))


def meant() -> list[Row]:
    """The same, from the steps."""
    last: dict[tuple[int, int], Row] = {}
    steps = Step.objects.filter(number__gt=1, posting__isnull=False).order_by("at", "pk")
    for step in steps.select_related("case"):
        case, posting = step.case, step.posting_id or 0
        last[case.pk, posting] = (case.pk, posting, step.pk, step.at, case.source, case.urgency)
    return sorted(last.values())


def test_every_step_is_noted_and_a_case_once_for_each_posting() -> None:
    assert kept() == meant()
    assert 300 < len(kept()) < Step.objects.filter(number__gt=1).count()


def test_what_a_case_is_narrowed_by_follows_the_case() -> None:
    case = Case.objects.filter(done__isnull=False).exclude(urgency="urgent").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(urgency="urgent", source="hotline")
    assert {(row.source, row.urgency) for row in case.done.all()} == {("hotline", "urgent")}
    assert kept() == meant()


def test_what_was_loaded_past_the_triggers_is_filled_in_and_again_without_harm() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_done WHERE case_id % 2 = 0")
        for _ in range(2):
            cursor.execute("SELECT cases_done_fill(min(id), max(id)) FROM cases_case")
    assert kept() == meant()
