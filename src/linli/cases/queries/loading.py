"""A case as rules see it, with all that acting on it must know: one look at the database."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from uuid import UUID

import msgspec

from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases.models import Case as CaseRow
from linli.cases.models import Clock as ClockRow
from linli.cases.queries.hearing import DUTIES, WORK, PostingKnown, UnitKnown, with_postings
from linli.cases.queries.visible import NotFound
from linli.cases.rules import state
from linli.cases.rules.facts import Desk, Facts
from linli.cases.rules.relations import sees
from linli.deadlines.rules import WorkingCalendar
from linli.lib.prepared import ask_prepared
from linli.lib.sql import statement

#: Fields of the value that stand in a row under another name.
_OTHERWISE = {
    "criterion": "criterion_id",
    "desk_unit": "desk_unit_id",
    "lead_unit": "lead_unit_id",
    "answerable_unit": "answerable_unit_id",
    "reporter_posting": "reporter_posting_id",
    "merged_into": "merged_into_id",
    "origin": "origin_id",
    "unit": "unit_id",
    "holder": "holder_id",
    "asked_posting": "asked_by_id",
}


def _columns(value: type[msgspec.Struct], *, elsewhere: set[str], same: Iterable[str] = ()) -> dict[str, str]:
    """The column of each field; none for what stands in another table."""
    names = [name for name in value.__struct_fields__ if name not in elsewhere]
    return {name: name if name in same else _OTHERWISE.get(name, name) for name in names}


_PARTS = {"assignments", "clocks", "requests"}
CASE = _columns(state.Case, elsewhere={"ground", "matter", "reporter_user", *_PARTS})
ASSIGNMENT = _columns(state.Assignment, elsewhere=set())
CLOCK = _columns(state.Clock, elsewhere=set(), same={"unit"})  # of time
REQUEST = _columns(state.Request, elsewhere={"asked_user"})


class StepKnown(msgspec.Struct, frozen=True):
    """The step that a key has led to."""

    id: int
    digest: str


class CaseKnown(msgspec.Struct, frozen=True):
    """All of it. ``assignments``: ids of the rows in the order of the value's; ``step``: what the key led to."""

    id: int
    no: str
    title: str
    process: str
    version: int
    row_version: int
    case: state.Case
    assignments: tuple[int, ...]
    step: StepKnown | None
    units: tuple[UnitKnown, ...]
    calendar: tuple[int, ...]
    followers: frozenset[int]
    postings: tuple[PostingKnown, ...]

    @property
    def facts(self) -> Facts:
        """What the offered actions depend on: the calendar, and the desks above and below."""
        return self.facts_on(areas.calendar_of_version(self.case.ground.county, self.calendar))

    def facts_on(self, calendar: WorkingCalendar) -> Facts:
        """The same with a calendar that has been read."""
        here = Level(self.case.level).depth
        codes = [code for code in self.case.ground if code]
        over = sorted(
            (unit for unit in self.units if unit.kind == "desk"), key=lambda u: (codes.index(u.area_code), u.id)
        )
        others = [Desk(unit.area_level, unit.id) for unit in over if unit.id != self.case.desk_unit]
        above = [desk for desk in others if Level(desk.level).depth < here]
        below = [desk for desk in others if Level(desk.level).depth > here]
        return Facts(
            calendar=calendar,
            higher=above[-1] if above else None,
            lower=below[0] if below else None,
        )

    def levels(self, units: Iterable[int]) -> dict[int, str]:
        """The levels of those of these units that are in use and serve the ground; they were named when asking."""
        known = {unit.id: unit.area_level for unit in self.units}
        return {unit: known[unit] for unit in units if unit in known}


_decoder = msgspec.json.Decoder(list[CaseKnown])


def about_case(
    case_id: int, *, key: UUID | None = None, units: Iterable[int] = (), on: date | None = None
) -> CaseKnown:
    """What there is to know of a case; one query, raises ``NotFound``.

    ``units`` are those that somebody has named. Who may have to hear of what is done is known for a day only.
    """
    found = _looked(cases=[case_id], key=key, units=units, on=on)
    if not found:
        raise NotFound
    return found[0]


def look_at(actor: Actor, case_id: int) -> CaseKnown:
    """The same of a case that a posting may see; raises ``NotFound``, alike for absent and forbidden."""
    known = about_case(case_id)
    if not sees(actor, known.case):
        raise NotFound
    return known


def about_cases(ids: Iterable[int]) -> dict[int, CaseKnown]:
    """What there is to know of many cases, by id; one query. Who may have to hear of them is not asked."""
    return {known.id: known for known in _looked(cases=ids, key=None, units=(), on=None)}


def _looked(*, cases: Iterable[int], key: UUID | None, units: Iterable[int], on: date | None) -> list[CaseKnown]:
    values = {
        "cases": [str(case) for case in cases],
        "key": None if key is None else str(key),
        "units": [str(unit) for unit in units],
        "on": on,
        "duties": DUTIES if on else "{}",
        "work": WORK if on else "{}",
    }
    (found,) = ask_prepared(_statement(), values, comes_first=True)
    return _decoder.decode(found)


@cache
def _statement() -> str:
    text = with_postings(statement(__package__, "about_cases"))
    for name, columns in (("case", CASE), ("assignment", ASSIGNMENT), ("clock", CLOCK), ("request", REQUEST)):
        table = "found" if name == "case" else "part"
        text = text.replace(
            f"{{{name}}}", ", ".join(f"{table}.{column} AS {field}" for field, column in columns.items())
        )
    return text


def state_of(row: CaseRow) -> state.Case:
    """The case as a value; one query."""
    return about_case(row.pk).case


def clock_of(row: ClockRow) -> state.Clock:
    """One clock's row as a value."""
    return state.Clock(**{field: getattr(row, column) for field, column in CLOCK.items()})
