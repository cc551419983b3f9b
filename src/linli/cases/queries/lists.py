"""The lists of the workbench: those of each process, and those every kind of work shares.

A list is what several relations lead to (reported, on the ground, at the desk, led, assisted), and no index answers
an OR over different columns in order. So a list is kept as its *ways*: each is walked by one index in the list's own
order and gives a page; the ways are merged. See docs/adr/0007-lists-read-by-key.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from psycopg.sql import Literal

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries.visible import NotFound, concern, surely, visible_to
from linli.cases.rules.process import ListRule
from linli.lib.prepared import ask_prepared

#: Names in the order of the workbench, with their titles.
LISTS: dict[str, str] = {
    "to_accept": "待受理",
    "to_dispatch": "待派遣",
    "to_handle": "待办",
    "to_assist": "协办",
    "to_verify": "待核查",
    "to_rate": "待评价",
    "supervised": "督办",
    "due_soon": "即将超期",
    "overdue": "超期",
    "suspended": "挂账",
    "done": "已办",
    "closed": "办结",
    "reported_by_me": "我上报",
    "followed": "关注",
}
#: Lists that may also be read by what is due first.
BY_DUE_TOO = frozenset({"to_handle"})
#: Where a count ends, so that it costs the same however much there is: nobody works through a thousand cases, and
#: of what lies behind a posting it is enough to know that it is much.
MOST_COUNTED = dict.fromkeys(LISTS, 1000) | dict.fromkeys(("done", "closed", "reported_by_me", "followed"), 100)


Join = Callable[[QuerySet[Case]], QuerySet[Case]]


@dataclass(frozen=True)
class Place:
    """A place in an order."""

    moment: datetime
    number: int


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: a moment, and a number that settles ties; paths from a case.

    ``undated``: where cases without that moment stand that owe nothing either; without it, there are none.
    ``told``: the path to where ``RARE`` of a case stands a second time, in the index of this order.
    """

    moment: str = "opened_at"
    number: str = "pk"
    newest_first: bool = True
    undated: datetime | None = None
    told: str = ""


BY_OPENED = Order()
BY_CLOSED = Order("closed_at")
BY_DUE = Order("due_at", newest_first=False)
#: What has no clock running stands at the end.
DUE_OR_WAITING = Order("due_at", newest_first=False, undated=datetime(2200, 1, 1, tzinfo=UTC))
_ORDERS = {
    "to_assist": Order("assignments__assigned_at", "assignments__pk"),
    "due_soon": BY_DUE,
    "overdue": BY_DUE,
    "done": Order("done__at", "done__step_id", told="done__"),
    "closed": BY_CLOSED,
    "followed": Order("followers__at", "followers__pk"),
}


@dataclass(frozen=True)
class Listing:
    """A list as the ways that lead into it; every way carries its place in the order as ``moment`` and ``number``."""

    ways: tuple[QuerySet[Case], ...]
    order: Order = BY_OPENED

    def only(self, condition: Q) -> "Listing":
        """The same list with fewer cases."""
        return Listing(tuple(way.filter(condition) for way in self.ways), self.order)

    def of(self, **values: str) -> "Listing":
        """The same list with only those cases that have these values; names as in ``RARE``."""
        told = {f"told_{name}": F(f"{self.order.told}{name}") for name in values}
        wanted = {f"told_{name}": value for name, value in values.items()}
        return Listing(tuple(way.alias(**told).filter(**wanted) for way in self.ways), self.order)

    def by(self, order: Order) -> "Listing":
        """The same list in another order."""
        return Listing(tuple(_placed(way, order) for way in self.ways), order)

    def read(self, place: Place | None, size: int, join: Join, *, back: bool = False) -> list[Case]:
        """The next cases in one direction. Every way gives its first ones; of all these the first are the page.

        With ``back`` the nearest comes first, that is, in the opposite order. Two queries: the page out of the indexes,
        then its cases. ``join`` adds what the reader wants to know of each.
        """
        down = self.order.newest_first is not back
        firsts = [_sorted(beyond(way, place, down=down), down=down).values_list(*_PLACE)[:size] for way in self.ways]
        if not firsts:
            return []
        page = firsts[0] if len(firsts) == 1 else _sorted(firsts[0].union(*firsts[1:]), down=down)[:size]
        return _joined(list(page), join)


#: A case, and where it stands in the order; ``_placed`` puts it there.
_PLACE = ("pk", "moment", "number")


def at_once(numbers: Sequence[int]) -> Q:
    """These cases, whose rows are asked of the disk together.

    For one list of ids the planner reads row after row, as the key has them; for either of two it makes a map of the
    pages first, and those not in memory are fetched ahead (``effective_io_concurrency``).
    """
    return Q(pk__in=numbers[::2]) | Q(pk__in=numbers[1::2])


def _joined(places: list[Any], join: Join) -> list[Case]:
    """The cases of a page in its order, each with its place."""
    found = join(Case.objects.filter(at_once([pk for pk, _, _ in places]))).in_bulk()
    for pk, moment, number in places:
        if pk in found:
            vars(found[pk]).update(moment=moment, number=number)
    return [found[pk] for pk, _, _ in places if pk in found]


def _placed(cases: QuerySet[Case], order: Order) -> QuerySet[Case]:
    moment = Coalesce(order.moment, "owed_at", Value(order.undated)) if order.undated else F(order.moment)
    return cases.annotate(moment=moment, number=F(order.number))


def _sorted(cases: QuerySet[Case], *, down: bool) -> QuerySet[Case]:
    return cases.order_by("-moment", "-number") if down else cases.order_by("moment", "number")


def beyond(cases: QuerySet[Case], place: Place | None, *, down: bool) -> QuerySet[Case]:
    """What comes after a place. ``moment <= …`` adds nothing to the OR, but it tells an index where to begin."""
    if place is None:
        return cases
    side = "lt" if down else "gt"
    past = Q(**{f"moment__{side}": place.moment}) | Q(**{f"number__{side}": place.number})
    return cases.filter(past, **{f"moment__{side}e": place.moment})


def listed(actor: Actor, name: str, at: datetime) -> Listing:
    """One list, to be read page by page; raises ``NotFound`` for a list there is not."""
    if name not in LISTS:
        raise NotFound
    order = _ORDERS.get(name, BY_OPENED)
    ways = () if actor.posting_id is None else _ways(actor, name, at)
    return Listing(tuple(_placed(way, order) for way in ways), order)


def listed_by_due(actor: Actor, name: str) -> Listing:
    """One of ``BY_DUE_TOO``, what is due first at the top; raises ``NotFound`` for another list."""
    if name not in BY_DUE_TOO:
        raise NotFound
    ways = () if actor.posting_id is None else tuple(_due_or_waiting(actor, name))
    return Listing(ways, DUE_OR_WAITING)


def seen_by(actor: Actor) -> Listing:
    """Everything a posting may see, the newest first."""
    return Listing((_placed(visible_to(actor), BY_OPENED),))


def at_hand(actor: Actor) -> Listing:
    """What a posting may look through where it seeks nothing in particular, the newest first.

    All on its ground and what it reported; where it may not look at a ground, what is open at its unit. What a unit has
    ended stands in order by when it ended: that is the list of closed ones.
    """
    ways = () if actor.posting_id is None else tuple(_at_hand(actor))
    return Listing(tuple(_placed(way, BY_OPENED) for way in ways))


def _at_hand(actor: Actor) -> Iterator[QuerySet[Case]]:
    yield Case.objects.filter(Q(reporter_posting_id=actor.posting_id))
    if actor.holds(Permission.VIEW_GROUND):
        yield Case.objects.filter(within(actor))
        return
    for relation in ("desk", "lead"):
        if _holds(actor, relation):
            yield from (_related(actor, relation).filter(state=state, is_final=False) for state in _open_states())
    if _holds(actor, "assist"):
        yield _assisted(actor)


def _open_states() -> list[str]:
    """What open cases are in, whatever they run on: in one state those of a unit stand in order."""
    latest = (processes.latest(one) for one in processes.names())
    return sorted({name for process in latest for name, state in process.states.items() if not state.final})


def in_list(actor: Actor, name: str, at: datetime) -> QuerySet[Case]:
    """The cases of one list as one set, in no order; to be narrowed, not to be paged through."""
    found = Q(pk__in=[])
    for way in listed(actor, name, at).ways:
        found |= Q(pk__in=way.values("pk"))
    return Case.objects.filter(found)


def list_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many cases each list holds, up to its ``MOST_COUNTED``, in one query.

    Every page asks, and every few seconds every open page. To plan the statement costs several times what it finds out,
    so the server keeps its plan: one for all postings that may do the same on a ground of the same level.
    """
    if actor.posting_id is None:
        return dict.fromkeys(LISTS, 0)
    sql, values = counting(actor, at)
    found = ask_prepared(sql, values, plan_once=True)[0] if sql else None
    return dict.fromkeys(LISTS, 0) | (json.loads(found) if found else {})


def counting(actor: Actor, at: datetime) -> tuple[str, dict[str, Any]]:
    """The statement that counts an actor's lists, empty if there are none, and its values by name."""
    alike = Actor(
        kind=actor.kind,
        permissions=actor.permissions,
        ground_level=actor.ground_level,
        ground_code=_GROUND if actor.ground_code else "",
        unit_id=None if actor.unit_id is None else _UNIT,
        posting_id=_POSTING,
    )
    values = {"unit": str(actor.unit_id), "posting": str(actor.posting_id), "ground": actor.ground_code, "now": at}
    return _counting(alike), values


#: These stand in a statement for what differs from posting to posting and from moment to moment.
_UNIT, _POSTING, _GROUND, _NOW = -1, -2, "\x01", datetime(1, 1, 1, tzinfo=UTC)
_VALUES: dict[object, str] = {
    _UNIT: "%(unit)s::bigint",
    _POSTING: "%(posting)s::bigint",
    _GROUND: "%(ground)s::text",
    _NOW: "%(now)s::timestamptz",
}


@lru_cache(maxsize=512)
def _counting(alike: Actor) -> str:
    """The statement for all actors who are alike."""
    parts = []
    for name in LISTS:
        most = MOST_COUNTED[name]
        if ways := list(_statements(_ways(alike, name, _NOW), most)):  # else the posting has none of the permissions
            merged = " UNION ".join(f"({way})" for way in ways)
            parts.append(f"SELECT '{name}' AS name, least(count(*), {most}) AS n FROM ({merged}) AS counted")  # noqa: S608 - only Django's own SQL is put together
    return f"SELECT json_object_agg(name, n)::text FROM ({' UNION ALL '.join(parts)}) AS lists" if parts else ""  # noqa: S608 - as above


def _statements(ways: tuple[QuerySet[Case], ...], most: int) -> Iterator[str]:
    """Each way as a statement. What is the same for all is written out: indexes of some rows only are chosen by it."""
    for way in ways:
        try:
            sql, params = way.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        yield sql % tuple(_VALUES.get(value) or Literal(value).as_string(None) for value in params)


def _ways(actor: Actor, name: str, at: datetime) -> tuple[QuerySet[Case], ...]:
    shared = _SHARED.get(name)
    return tuple(shared(actor, at) if shared else _of_processes(actor, name))


def _of_processes(actor: Actor, name: str) -> Iterator[QuerySet[Case]]:
    """One way for each relation and state: then a state's cases stand in order in the relation's index."""
    for process in (processes.latest(one) for one in processes.names()):
        for rule in process.list:
            if rule.name != name or not _holds(actor, rule.by):
                continue
            if rule.by == "assist":
                yield _assisted(actor).filter(process=process.name, state__in=rule.states)
                continue
            if rule.owed:
                yield _owed(actor, rule, process.name)
                continue
            for state in rule.states:
                here = Q(process=process.name, state=state, is_final=process.states[state].final)
                yield _related(actor, rule.by).filter(here)


def _due_or_waiting(actor: Actor, name: str) -> Iterator[QuerySet[Case]]:
    """One way for each relation, walked by what is due, and one for each state to what has no clock running.

    That a case is open needs no saying where it has something due (a constraint), nor would it help the planner.
    """
    for process in (processes.latest(one) for one in processes.names()):
        for rule in process.list:
            if rule.name == name and _holds(actor, rule.by):
                if rule.owed:
                    yield _placed(_owed(actor, rule, process.name), DUE_OR_WAITING)
                    continue
                here = _related(actor, rule.by).filter(process=process.name, state__in=rule.states)
                yield _placed(here.filter(due_at__isnull=False), BY_DUE)
                yield _placed(here.filter(due_at__isnull=True, is_final=False), DUE_OR_WAITING)


def _owed(actor: Actor, rule: ListRule, process: str) -> QuerySet[Case]:
    """Cases that have ended and still owe something; there are so few that they are found by that first."""
    return _related(actor, rule.by).filter(process=process, state__in=rule.states, owed_at__isnull=False)


_NEEDED = {
    "desk": Permission.DESK,
    "lead": Permission.HANDLE,
    "assist": Permission.HANDLE,
    "grid": Permission.GRID,
    "supervisor": Permission.SUPERVISE,
}


def _holds(actor: Actor, relation: str) -> bool:
    permission = _NEEDED.get(relation)
    return permission is not None and actor.holds(permission)


def _related(actor: Actor, relation: str) -> QuerySet[Case]:
    """Visible cases to which a posting that holds the permission has a relation."""
    if relation == "desk":
        return Case.objects.filter(Q(desk_unit_id=actor.unit_id))
    if relation == "lead":
        return Case.objects.filter(Q(lead_unit_id=actor.unit_id))
    if relation == "assist":
        return Case.objects.filter(Q(pk__in=_assisted(actor).values("pk")))
    if actor.holds(Permission.VIEW_GROUND):
        return Case.objects.filter(within(actor))
    return visible_to(actor).filter(within(actor))


def _assisted(actor: Actor) -> QuerySet[Case]:
    """Cases in which the unit's help is still wanted; joined with its own part in each."""
    return Case.objects.filter(
        Q(assignments__unit_id=actor.unit_id),
        assignments__role="assist",
        assignments__ended_at__isnull=True,
        assignments__fed_back_at__isnull=True,
        assignments__excused_at__isnull=True,
    )


def _concerned(actor: Actor, condition: Q) -> Iterator[QuerySet[Case]]:
    """The ways to those cases that are this posting's business now."""
    held = [relation for relation in _NEEDED if _holds(actor, relation)]
    if {"grid", "supervisor"} <= {*held}:
        held.remove("grid")  # both mean the ground
    return (_related(actor, relation).filter(condition) for relation in held)


def _supervised(actor: Actor, _: datetime) -> Iterator[QuerySet[Case]]:
    return _concerned(actor, ~Q(supervised="") & Q(is_final=False))


# Only an open case has something due (a constraint). To say so again, or to compare the warning with what the planner
# knows, would make it multiply what it takes for coincidences, expect next to nothing, and sort instead of walking. The
# index that is walked holds the warning too: a case that is not yellow yet is passed over without being read.


class _Unknown(Func):
    """A moment that is not known while a statement is planned."""

    template = "(SELECT %(expressions)s)"
    output_field = DateTimeField()


def _due_soon(actor: Actor, at: datetime) -> Iterator[QuerySet[Case]]:
    return _concerned(actor, Q(warn_at__lte=_Unknown(Value(at, DateTimeField())), due_at__gte=at))


def _overdue(actor: Actor, at: datetime) -> Iterator[QuerySet[Case]]:
    return _concerned(actor, Q(due_at__lt=at))


def _closed(actor: Actor, _: datetime) -> Iterator[QuerySet[Case]]:
    return _concerned(actor, Q(is_final=True, closed_at__isnull=False))


def _done(actor: Actor, _: datetime) -> Iterator[QuerySet[Case]]:
    """Cases in which the posting did something after the report, joined with the last thing it did."""
    yield Case.objects.filter(Q(done__posting_id=actor.posting_id)).filter(surely(concern(actor)))


def _reported_by_me(actor: Actor, _: datetime) -> Iterator[QuerySet[Case]]:
    yield Case.objects.filter(Q(reporter_posting_id=actor.posting_id))


def _followed(actor: Actor, _: datetime) -> Iterator[QuerySet[Case]]:
    yield Case.objects.filter(Q(followers__posting_id=actor.posting_id)).filter(surely(concern(actor)))


_SHARED: dict[str, Callable[[Actor, datetime], Iterator[QuerySet[Case]]]] = {
    "supervised": _supervised,
    "due_soon": _due_soon,
    "overdue": _overdue,
    "done": _done,
    "closed": _closed,
    "reported_by_me": _reported_by_me,
    "followed": _followed,
}
