"""The same wandering in the database: keys, refusals and rows hold under whatever order people act in."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast
from tests.stories import a_photo, load_catalogue, reported

from linli.areas.rules import RESIDENT, Actor
from linli.cases import processes
from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction, act
from linli.cases.models import Case
from linli.cases.queries import offered, state_of
from linli.cases.rules.process import Field
from linli.cases.rules.state import replay
from linli.cases.tasks import run_clocks

STEPS = 20


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def actors(cast: Cast) -> list[Actor]:
    names = ["community_desk", "town_desk", "county_desk", "handler", "other_handler", "grid_worker", "supervisor"]
    return [cast.players[name].actor for name in [*names, "leader", "stranger"]] + [RESIDENT]


def filled(field: Field, cast: Cast, random: Random) -> object:
    units = [cast.units.department.pk, cast.units.other_department.pk]
    values: dict[str, object] = {
        "text": "因为",
        "choice": field.choices[0][0] if field.choices else "",
        "unit": units[0],
        "units": units[1:],
        "assist": units[1],
        "date": (AT + timedelta(days=30)).date().isoformat(),
        "amount": "1",
        "bool": "true",
        "score": "4",
        "case": "没有这一件",
    }
    return [str(a_photo())] if field.type == "photos" else values.get(field.type, "") if random.random() < 0.95 else ""


def wander(cast: Cast, random: Random) -> None:
    case, now = reported(), AT
    for number in range(STEPS):
        now += timedelta(minutes=random.randint(1, 60 * 8))
        run_clocks(at=now)
        actor = random.choice(actors(cast))
        case = Case.objects.select_related("matter", "reporter_posting").get(pk=case.pk)
        offers = offered(case, actor, now)
        names = [offer.name for offer in offers if offer.allowed] or [random.choice(["accept", "receive", "pass"])]
        name = random.choice(names)
        fields = next((offer.fields for offer in offers if offer.name == name), ())
        form = {field.name: filled(field, cast, random) for field, _ in fields}
        try_twice(case, name, actor, now, form, UUID(int=random.getrandbits(128), version=4))
        assert_in_order(case.pk, number)


def try_twice(case: Case, name: str, by: Actor, at: object, form: dict[str, object], key: UUID) -> None:  # noqa: PLR0917 - one call
    before = case.row_version
    try:
        with transaction.atomic():
            step = act(case.pk, name, by=by, at=at, form=form, key=key)  # type: ignore[arg-type]  # a time
    except (RefusedAction, BadForm, NotFound):
        assert Case.objects.get(pk=case.pk).row_version == before
        return
    again = act(case.pk, name, by=by, at=at, form=form, key=key)  # type: ignore[arg-type]  # a time
    assert again.pk == step.pk
    with pytest.raises(KeyConflict):
        act(case.pk, name, by=by, at=at, form=form | {"note": "别的话"}, key=key)  # type: ignore[arg-type]  # a time
    assert Case.objects.get(pk=case.pk).row_version == before + 1


def assert_in_order(case_id: int, number: int) -> None:
    row = Case.objects.select_related("matter", "reporter_posting").get(pk=case_id)
    state = state_of(row)
    assert replay([step.changes for step in row.steps.order_by("number")]) == state, f"after step {number}"
    final = processes.get(row.process, row.version).states[row.state].final
    open_ = row.clocks.filter(stopped_at=None).count()
    assert (open_ == 0) if final else (open_ > 0)
    assert row.assignments.filter(role="lead", ended_at=None).count() <= 1


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_follow_the_rules_wherever_a_case_wanders(cast: Cast, seed: int) -> None:
    with transaction.atomic():
        wander(cast, Random(seed))
        transaction.set_rollback(True)
