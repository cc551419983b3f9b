"""Steps as those outside may know them: what happened to what and where, never who reported or who did it.

An event is made of the steps up to it and of what never changes about a case, so it is the same whenever it is made.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import Max

from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.cases import processes
from linli.cases.models import Case, Step
from linli.cases.queries.hiding import names_to_hide
from linli.cases.rules import state
from linli.cases.rules.watching import Told
from linli.exchange.webhooks.rules import kind_of, title_of, words_of
from linli.lib.disclosure import place, plain
from linli.matters.models import Matter

#: Cases are read with all their steps: so many events at once.
_AT_ONCE = 100
#: A step may be written down a little after the moment it names.
_MARGIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Event:
    """One thing to tell; ``body`` is the JSON as it is sent."""

    step_id: int
    case_id: int
    kind: str
    at: datetime
    body: bytes


@dataclass(frozen=True)
class _Known:
    """What events speak of, looked up for all of them."""

    units: dict[int, str]
    areas: dict[str, str]
    matters: dict[str, Matter]
    merged: dict[int, str]
    names: dict[int, str]


def events(ids: Sequence[int], *, level: str, code: str, kinds: Iterable[str], with_words: bool) -> Iterator[Event]:
    """Of these steps those on a ground and of these kinds, as events, in the order of their ids."""
    wanted = frozenset(kinds)
    steps = Step.objects.filter(pk__in=ids, **{f"case__{level}": code}).select_related("case__matter")
    told = [step for step in steps.defer("changes").order_by("pk") if _kind(step) in wanted]
    for first in range(0, len(told), _AT_ONCE):
        some = told[first : first + _AT_ONCE]
        stood = _stood(some)
        known = _known(some, stood.values())
        yield from (_event(step, stood[step.pk], known, with_words=with_words) for step in some)


def place_before(moment: datetime) -> Told:
    """Told of everything that happened before a moment, and a few minutes less: ids grow with time, near enough."""
    low, high = 0, Step.objects.aggregate(last=Max("pk"))["last"] or 0
    moment -= _MARGIN
    while low < high:  # the first step from `middle` on is looked at, so holes among the ids do no harm
        middle = (low + high + 1) // 2
        at = Step.objects.filter(pk__gte=middle).order_by("pk").values_list("at", flat=True).first()
        low, high = (middle, high) if at is not None and at < moment else (low, middle - 1)
    return Told(low)


def _kind(step: Step) -> str:
    return kind_of(step.action, moved=step.from_state != step.to_state)


def _stood(steps: Sequence[Step]) -> dict[int, state.Case]:
    """How each case stood after each step; one query."""
    wanted = {step.pk for step in steps}
    rows = Step.objects.filter(case_id__in={step.case_id for step in steps}, pk__lte=max(wanted))
    folded: dict[int, dict[str, object]] = defaultdict(dict)
    stood = {}
    for pk, case_id, changes in rows.order_by("case_id", "number").values_list("pk", "case_id", "changes"):
        folded[case_id] |= changes
        if pk in wanted:
            stood[pk] = state.replay([folded[case_id]])
    return stood


def _known(steps: Sequence[Step], stood: Iterable[state.Case]) -> _Known:
    values = list(stood)
    units = {unit for case in values for unit in (case.desk_unit, case.lead_unit) if unit is not None}
    merged = {case.merged_into for case in values if case.merged_into is not None}
    return _Known(
        units=dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")) if units else {},
        areas=areas.names(code for step in steps for code in step.case.ground),
        matters={m.code: m for m in Matter.objects.filter(code__in={case.matter for case in values})},
        names=names_to_hide({step.case_id for step in steps}),
        merged=dict(Case.objects.filter(pk__in=merged).values_list("pk", "no")) if merged else {},
    )


def _event(step: Step, stood: state.Case, known: _Known, *, with_words: bool) -> Event:
    kind = _kind(step)
    told = {
        "type": kind,
        "timestamp": _time(step.at),
        "data": _happened(step, stood)
        | _about(step.case, stood, known)
        | _where(step.case, stood, known)
        # Of what concerns a person only the progress is told, as on the residents' page.
        | {"words": {} if _is_confidential(step.case, stood, known) or not with_words else _words(step, known)},
    }
    return Event(step.pk, step.case_id, kind, step.at, msgspec.json.encode(told))


def _happened(step: Step, stood: state.Case) -> dict[str, object]:
    process = processes.get(step.case.process, step.case.version)
    now = process.states[step.to_state]
    is_closed = now.final or stood.closed_at is not None
    return {
        "case": step.case.no,
        "sequence": step.number,
        "process": step.case.process,
        "action": step.action,
        "action_title": title_of(step.action, process.titled(step.action)),
        "from": step.from_state or None,
        "state": step.to_state,
        "state_title": now.title,
        "status": "closed" if is_closed else "open",
    }


def _about(case: Case, stood: state.Case, known: _Known) -> dict[str, object]:
    running = stood.running()
    matter = known.matters.get(stood.matter)
    return {
        "matter": {"code": stood.matter, "title": matter.title if matter else ""},
        "urgency": stood.urgency,
        "level": stood.level,
        "desk": known.units.get(stood.desk_unit or 0),
        "lead": known.units.get(stood.lead_unit or 0),
        "opened_at": _time(case.opened_at),
        "due_at": _time(running.due_at) if running else None,
        "closed_at": _time(stood.closed_at) if stood.closed_at else None,
        "suspended_until": stood.suspended_until.isoformat() if stood.suspended_until else None,
        "merged_into": known.merged.get(stood.merged_into or 0),
    }


def _where(case: Case, stood: state.Case, known: _Known) -> dict[str, object]:
    is_hidden = _is_confidential(case, stood, known)
    ground = case.ground._replace(grid="") if is_hidden else case.ground
    named = [known.areas[code] for code in (ground.town, ground.community) if code in known.areas]
    point = None if is_hidden else case.point
    return {
        "area": {"code": ground.deepest, "name": " ".join(named)},
        "address": None if is_hidden else place(case.address) or None,
        "lon": point.x if point else None,
        "lat": point.y if point else None,
    }


def _words(step: Step, known: _Known) -> dict[str, str]:
    """What was written, without the reporter's name and without numbers that lead to a person."""
    written = {"description": step.case.description} if step.number == 1 else words_of(step.action, step.form)
    return {name: plain(text, [known.names.get(step.case_id, "")]) for name, text in written.items() if text}


def _is_confidential(case: Case, stood: state.Case, known: _Known) -> bool:
    """Whether it concerns a person, by what it was taken for then or by what it is taken for now."""
    then = known.matters.get(stood.matter)
    return case.matter.is_confidential or then is None or then.is_confidential


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
