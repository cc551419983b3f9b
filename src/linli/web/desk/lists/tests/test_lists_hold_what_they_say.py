"""Every list, read page by page, count by count, is what it says, for whoever reads it, whatever there is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Assignment, Case, Follow, Step
from linli.cases.queries import LISTS, MOST_COUNTED, in_list, list_counts, listed, search, visible_to
from linli.cases.tests.crowd import crowd
from linli.web.desk.lists.paging import page_of

pytestmark = pytest.mark.django_db

NEEDED = {
    "desk": Permission.DESK,
    "lead": Permission.HANDLE,
    "assist": Permission.HANDLE,
    "grid": Permission.GRID,
    "supervisor": Permission.SUPERVISE,
}


def plainly(actor: Actor, name: str, at: datetime) -> QuerySet[Case]:
    """The list as one would define it: what is seen, and belongs in it. No index answers this quickly."""
    return plainly_seen(actor).filter(content(actor, name, at))


def plainly_seen(actor: Actor) -> QuerySet[Case]:
    seen = Q(reporter_posting_id=actor.posting_id)
    if actor.holds(Permission.VIEW_GROUND):
        seen |= within(actor)
    if actor.holds(Permission.DESK):
        seen |= Q(desk_unit_id=actor.unit_id)
    if actor.holds(Permission.HANDLE):
        ours = Assignment.objects.filter(Q(unit_id=actor.unit_id)).values("case_id")
        seen |= Q(lead_unit_id=actor.unit_id) | Q(pk__in=ours)
    return Case.objects.filter(seen)


def content(actor: Actor, name: str, at: datetime) -> Q:
    mine = Step.objects.filter(Q(posting_id=actor.posting_id)).exclude(number=1).values("case_id")
    shared = {
        "supervised": ~Q(supervised="") & Q(is_final=False) & concerned(actor),
        "due_soon": Q(is_final=False, warn_at__lte=at, due_at__gte=at) & concerned(actor),
        "overdue": Q(is_final=False, due_at__lt=at) & concerned(actor),
        "done": Q(pk__in=mine),
        "closed": Q(is_final=True, closed_at__isnull=False) & concerned(actor),
        "reported_by_me": Q(reporter_posting_id=actor.posting_id),
        "followed": Q(pk__in=Follow.objects.filter(Q(posting_id=actor.posting_id)).values("case_id")),
    }
    found = shared.get(name, Q(pk__in=[]))
    for rule in processes.latest("event").list:
        if rule.name == name:
            found |= Q(process="event", state__in=rule.states) & related(actor, rule.by)
    return found


def concerned(actor: Actor) -> Q:
    found = Q(pk__in=[])
    for relation in NEEDED:
        found |= related(actor, relation)
    return found


def related(actor: Actor, relation: str) -> Q:
    if not actor.holds(NEEDED[relation]):
        return Q(pk__in=[])
    wanted = Assignment.objects.filter(Q(unit_id=actor.unit_id), role="assist", ended_at=None)
    helping = wanted.filter(fed_back_at=None, excused_at=None).values("case_id")
    return {
        "desk": Q(desk_unit_id=actor.unit_id),
        "lead": Q(lead_unit_id=actor.unit_id),
        "assist": Q(pk__in=helping),
        "grid": within(actor),
        "supervisor": within(actor),
    }[relation]


def somebody(cast: Cast, chance: Random) -> Actor:
    """One of the cast, mostly with other permissions and on other ground than the role gives."""
    actor = chance.choice(list(cast.players.values())).actor
    if chance.random() < 0.3:
        return actor
    area = chance.choice(list(vars(cast.areas).values()))
    some = frozenset(str(one) for one in Permission if chance.random() < 0.5)
    return replace(actor, ground_level=str(area.level), ground_code=area.code, permissions=some)


def paged(cases: Any, size: int) -> Iterator[list[int]]:
    """The ids of each page, from the first to the last."""
    page = page_of(cases, lambda rows: rows, size=size)
    yield [case.pk for case in page.cases]
    while page.older_than:
        page = page_of(cases, lambda rows: rows, size=size, older_than=page.older_than)
        yield [case.pk for case in page.cases]


@pytest.mark.parametrize("seed", range(6))
def test_every_list_is_the_plain_definition_of_it(cast: Cast, seed: int) -> None:
    load_catalogue(cast)
    crowd(cast, 150, AT, seed=str(seed))
    chance = Random(seed)
    for actor in [somebody(cast, chance) for _ in range(6)]:
        counts = list_counts(actor, AT)
        for name in LISTS:
            expected = set(plainly(actor, name, AT).values_list("pk", flat=True))
            read = [pk for page in paged(listed(actor, name, AT), 7) for pk in page]
            assert len(read) == len(set(read)), name
            assert set(read) == expected == set(in_list(actor, name, AT).values_list("pk", flat=True)), name
            assert counts[name] == min(len(expected), MOST_COUNTED[name]), name
        assert set(visible_to(actor)) == set(plainly_seen(actor))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("to_accept", lambda case: (case.opened_at, case.pk)),
        ("overdue", lambda case: (case.due_at, case.pk)),
        ("due_soon", lambda case: (case.due_at, case.pk)),
        ("closed", lambda case: (case.closed_at, case.pk)),
    ],
)
def test_what_is_due_comes_first_and_else_the_newest(cast: Cast, name: str, key: Any) -> None:
    load_catalogue(cast)
    crowd(cast, 300, AT)
    read = listed(cast.grid_worker.actor, name, AT).read(None, 100, lambda rows: rows)
    assert read
    assert read == sorted(read, key=key, reverse=name in ("to_accept", "closed"))


def test_what_somebody_did_last_stands_first_and_once(cast: Cast) -> None:
    load_catalogue(cast)
    crowd(cast, 300, AT)
    desk = cast.community_desk
    read = [case.pk for case in listed(desk.actor, "done", AT).read(None, 300, lambda rows: rows)]
    steps = Step.objects.filter(posting=desk.posting, number__gt=1).order_by("-at", "-pk")
    newest_first = list(dict.fromkeys(steps.values_list("case_id", flat=True)))
    assert read == [pk for pk in newest_first if pk in set(read)]
    assert len(read) > 10


def test_a_page_back_is_the_page_one_came_from(cast: Cast) -> None:
    load_catalogue(cast)
    crowd(cast, 300, AT)
    for name in ("closed", "overdue"):
        listing = listed(cast.supervisor.actor, name, AT)
        first = page_of(listing, lambda rows: rows, size=5)
        second = page_of(listing, lambda rows: rows, size=5, older_than=first.older_than)
        assert page_of(listing, lambda rows: rows, size=5, newer_than=second.newer_than).cases == first.cases


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "text", ["路灯", "青石街", "井盖 滨河路", "号", "垃圾没有", "街7号", "街17号", "巷1", "没有的词", "Ｄ"]
)
def test_a_search_finds_exactly_what_holds_every_word(cast: Cast, text: str, seed: int) -> None:
    load_catalogue(cast)
    crowd(cast, 150, AT, seed=str(seed))
    for actor in [somebody(cast, Random(seed + n)) for n in range(4)]:
        parts = "title", Value(" "), "description", Value(" "), "address", Value(" "), "matter__title"
        expected = plainly_seen(actor).annotate(told=Concat(*parts, output_field=TextField()))
        for word in text.split():
            expected = expected.filter(told__contains=word)
        newest_first = list(expected.order_by("-opened_at", "-pk").values_list("pk", flat=True))
        assert [pk for page in paged(search(actor, text, AT), 7) for pk in page] == newest_first
