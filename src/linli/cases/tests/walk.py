"""A case that wanders: a small world of actors and desks in which rules can be walked without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from linli.accounts.permissions import DEFAULT_ROLES
from linli.areas.rules import RESIDENT, SYSTEM, Actor, Ground, Level
from linli.cases.rules import engine, forms, records
from linli.cases.rules import process as processes
from linli.cases.rules.facts import Desk, Facts, MatterFacts
from linli.cases.rules.process import Action, Field, Process
from linli.cases.rules.relations import relations
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Case, difference
from linli.cases.rules.verdicts import Refused
from linli.deadlines.seed import library_calendar

FILE = Path(__file__).parents[2] / "work" / "events" / "process.toml"
EVENT = processes.parse(FILE.read_text(encoding="utf-8"), file="process.toml")
CALENDAR = library_calendar({2025, 2026})
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
GROUND = Ground("9901", "990101", "990101001", "990101001001", "990101001001001")
PERMISSIONS = {code: frozenset(str(p) for p in permissions) for code, _, permissions in DEFAULT_ROLES}
DESKS = [Desk("county", 3), Desk("town", 2), Desk("community", 1)]
LEADS = {11: "county", 12: "county", 13: "town"}


def _person(number: int, role: str, unit: int, ground_level: str = "county") -> Actor:
    return Actor(
        user_id=number,
        posting_id=number,
        unit_id=unit,
        name=f"{role}{number}",
        ground_level=ground_level,
        ground_code=GROUND.code_at(ground_level),
        permissions=PERMISSIONS[role],
    )


ACTORS = (
    _person(1, "desk", 1, "community"),
    _person(2, "desk", 2, "town"),
    _person(3, "desk", 3),
    _person(4, "supervisor", 3),
    _person(5, "leader", 3),
    _person(6, "grid_worker", 1, "grid"),
    *(_person(unit, "handler", unit) for unit in LEADS),
    RESIDENT,
    SYSTEM,
)


def matter(code: str, limit: str, unit: str, duty: str) -> MatterFacts:
    """A matter with one criterion."""
    return MatterFacts(code, 1, 1, Decimal(limit), unit, Decimal(4), "work_hour", "normal", duty)


MATTERS = (matter("A", "2", "urgent_hour", "basic"), matter("B", "5", "work_day", "withdrawn"))


def begun(process: Process = EVENT, answers: Mapping[str, object] | None = None) -> Case:
    """A case as a resident has just reported it to the community desk, with what the opening asks besides."""
    case = Case(
        state=process.open.to,
        level="grid",
        ground=GROUND,
        matter="A",
        matter_edition=1,
        criterion=1,
        limit_amount=Decimal(2),
        limit_unit="urgent_hour",
        accept_amount=Decimal("0.5"),
        accept_unit="urgent_hour",
        urgency="urgent",
        duty_type="basic",
        desk_unit=1,
        opened_at=START,
        answerable_unit=1,
        reporter_user=1,
        reporter_posting=1,
    )
    return engine.opened(Situation(process, case, RESIDENT, Facts(CALENDAR), START, dict(answers or {})))


@dataclass
class World:
    """The case, the process it runs on, the time, and everything that has changed it."""

    process: Process = EVENT
    case: Case = field(default_factory=begun)
    now: datetime = START
    changes: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changes.append(difference(None, self.case))

    def situation(self, actor: Actor) -> Situation:
        """What the rules see when this actor wants something now."""
        here = Level(self.case.level).depth
        others = [desk for desk in DESKS if desk.unit != self.case.desk_unit]
        higher = [desk for desk in others if Level(desk.level).depth < here]
        lower = [desk for desk in others if Level(desk.level).depth > here]
        facts = Facts(CALENDAR, higher=higher[-1] if higher else None, lower=lower[0] if lower else None)
        return Situation(self.process, self.case, actor, facts, self.now, None)

    def open_ways(self) -> list[tuple[Actor, Action]]:
        """Who may do what now, the clock's own actions aside."""
        return [
            (actor, action)
            for actor in ACTORS
            if actor is not SYSTEM
            for action in self.process.actions_from(self.case.state)
            if relations(actor, self.case, self.process.words) & set(action.by)
            and not isinstance(engine.decide(action.name, self.situation(actor)), Refused)
        ]

    def attempt(self, actor: Actor, name: str, raw: dict[str, object]) -> bool:
        """Try one action the way ``cases.actions.act`` does; whether it was carried out."""
        situation = self.situation(actor)
        action = engine.decide(name, situation)
        if isinstance(action, Refused):
            return False
        filled, errors = engine.clean(action, self.process, raw)
        filled, _secret = forms.split(self.process, filled)
        chosen = next((m for m in MATTERS if m.matter == filled.get("matter")), None)
        facts = Facts(
            CALENDAR,
            higher=situation.facts.higher,
            lower=situation.facts.lower,
            matter=chosen,
            unit_levels=LEADS,
            into=99 if "into" in filled else None,
        )
        situation = Situation(self.process, self.case, actor, facts, self.now, filled)
        if errors or engine.misfit(situation) or isinstance(engine.decide(name, situation), Refused):
            return False
        after = engine.carry_out(action, situation)
        self.changes.append(difference(self.case, after))
        self.case = after
        return True

    def tick(self) -> None:
        """Let the clocks that turned yellow or red speak."""
        for clock in self.case.clocks:
            rule = self.process.clocks[clock.kind]
            red, yellow = clock.due_at < self.now, clock.warn_at <= self.now
            name = rule.on_red if red and not clock.overdue else rule.on_yellow if yellow and not clock.warned else ""
            if clock.runs and name:
                self.attempt(SYSTEM, name, {"clock": records.to_clock(clock.kind, clock.holder, clock.subject)})


def raw_form(process: Process, action: Action, *, sensible: bool = False) -> st.SearchStrategy[dict[str, object]]:
    """What somebody might fill in: nonsense now and then, unless they are sensible."""
    return st.fixed_dictionaries({name: _value(process.fields[name], sensible=sensible) for name, _ in action.wanted})


def _value(field: Field, *, sensible: bool) -> st.SearchStrategy[object]:
    choices = [key for key, _ in field.choices]
    good: dict[str, list[object]] = {
        "text": ["因为"],
        "choice": [*choices],
        "unit": [*LEADS],
        "units": [[], [11], [12], [12, 13]],
        "assist": [*LEADS],
        "date": [_day(0), _day(1), _day(40), _day(300)],
        "amount": ["1", "0.5"],
        "photos": [["6f1e1b36-6a0c-4b3f-9a5e-0d5f3c1c2b10"]],
        "matter": ["", "A", "B"],
        "criterion": [""],
        "case": ["990101-1"],
        "bool": ["true", "false"],
        "score": [1, 5],
        "count": [1, 2],
        "people": [[11], [12], [11, 13]],
        "secret": ["只有调解员知道"],
        "number": [str(field.least), str(field.most)],
        "choices": [choices, choices[:1]],
    }
    bad: list[object] = ["", "x" * 2000, "-1", 77, _day(-3), _day(4000), [], ["无"]]
    return st.sampled_from(good[field.type] if sensible else [*good[field.type], *bad])


def _day(days: int) -> str:
    return (START + timedelta(days=days)).date().isoformat()
