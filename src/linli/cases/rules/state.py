"""A case as a value. The rows of a case are this value written down; its steps are the differences."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from linli.areas.rules import Ground
from linli.deadlines import rules as deadlines


class Clock(msgspec.Struct, frozen=True):
    """One run of one clock of a case; seconds are of the clock's own unit, times UTC.

    ``subject``: which of several things it runs for; empty where there is but one.
    """

    kind: str
    holder: int | None
    amount: Decimal
    unit: str
    started_at: datetime
    resumed_at: datetime
    due_at: datetime
    warn_at: datetime
    used_seconds: int = 0
    rolled_seconds: int = 0
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    met: bool | None = None
    uncovered: bool = False
    warned: bool = False
    overdue: bool = False
    subject: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not been stopped."""
        return self.stopped_at is None

    @property
    def runs(self) -> bool:
        """Whether time is passing on it."""
        return self.stopped_at is None and self.paused_at is None

    def pure(self) -> deadlines.ClockState:
        """The clock as the deadlines room knows it."""
        return deadlines.ClockState(
            kind=self.kind,
            limit=deadlines.Limit(self.amount, deadlines.TimeUnit(self.unit)),
            started_at=self.started_at,
            paused_at=self.paused_at,
            used_seconds=self.used_seconds,
            resumed_at=self.resumed_at,
            due_at=self.due_at,
            warn_at=self.warn_at,
            stopped_at=self.stopped_at,
            met=self.met,
            uncovered=self.uncovered,
            rolled_seconds=self.rolled_seconds,
        )

    def moved(self, pure: deadlines.ClockState) -> "Clock":
        """This clock after the deadlines room changed it; a later due moment may warn again."""
        later = pure.due_at > self.due_at
        return msgspec.structs.replace(
            _of_pure(pure, self.holder, self.subject),
            warned=self.warned and not later,
            overdue=self.overdue and not later,
        )


def _of_pure(pure: deadlines.ClockState, holder: int | None, subject: str = "") -> Clock:
    return Clock(
        kind=pure.kind,
        holder=holder,
        amount=pure.limit.amount,
        unit=str(pure.limit.unit),
        started_at=pure.started_at,
        resumed_at=pure.resumed_at,
        due_at=pure.due_at,
        warn_at=pure.warn_at,
        used_seconds=pure.used_seconds,
        rolled_seconds=pure.rolled_seconds,
        paused_at=pure.paused_at,
        stopped_at=pure.stopped_at,
        met=pure.met,
        uncovered=pure.uncovered,
        subject=subject,
    )


def begun(
    calendar: deadlines.WorkingCalendar, kind: str, limit: deadlines.Limit, holder: int | None, at: datetime
) -> Clock:
    """A clock begun now for a unit."""
    return _of_pure(deadlines.start(calendar, kind, limit, at), holder)


class Assignment(msgspec.Struct, frozen=True):
    """A unit that leads or assists."""

    unit: int
    role: str
    assigned_at: datetime
    received_at: datetime | None = None
    fed_back_at: datetime | None = None
    excused_at: datetime | None = None
    ended_at: datetime | None = None
    result: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing more is expected of the unit."""
        return bool(self.fed_back_at or self.excused_at or self.ended_at)


class Approval(msgspec.Struct, frozen=True):
    """One person's yes."""

    user: int | None
    name: str
    at: datetime


class Request(msgspec.Struct, frozen=True):
    """Something asked for, with the approvals it has; ``verdict`` stays empty until it is decided."""

    kind: str
    asked_at: datetime
    asked_user: int | None
    asked_posting: int | None
    form: dict[str, Any]
    approvals: tuple[Approval, ...] = ()
    verdict: str = ""
    decided_at: datetime | None = None


class Case(msgspec.Struct, frozen=True):
    """Everything about a case that rules read or change."""

    state: str
    level: str
    ground: Ground
    matter: str
    matter_edition: int
    criterion: int | None
    limit_amount: Decimal
    limit_unit: str
    accept_amount: Decimal
    accept_unit: str
    urgency: str
    duty_type: str
    desk_unit: int | None
    opened_at: datetime
    lead_unit: int | None = None
    answerable_unit: int | None = None
    reporter_posting: int | None = None
    reporter_user: int | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    suspended_until: date | None = None
    merged_into: int | None = None
    origin: int | None = None
    was_late: bool = False
    supervised: str = ""
    designated: bool = False
    forced: bool = False
    exempted: bool = False
    returns: int = 0
    extensions: int = 0
    reworks: int = 0
    reopens: int = 0
    urges: int = 0
    rating: int | None = None
    desk_rating: int | None = None
    assignments: tuple[Assignment, ...] = ()
    clocks: tuple[Clock, ...] = ()
    requests: tuple[Request, ...] = ()
    #: What only this kind of work keeps, set by its effects: plain JSON values, never anything personal.
    more: dict[str, Any] = {}

    def clock(self, kind: str, holder: int | None = None, subject: str | None = None) -> Clock | None:
        """The newest open clock of a kind (of one unit, for one of several things, if named)."""
        found = (
            clock
            for clock in self.clocks
            if clock.kind == kind and clock.is_open
            if holder is None or clock.holder == holder
            if subject is None or clock.subject == subject
        )
        return max(found, key=lambda c: c.started_at, default=None)

    @property
    def assists(self) -> tuple[Assignment, ...]:
        """Units assisting now."""
        return tuple(a for a in self.assignments if a.role == "assist" and a.ended_at is None)

    def request(self, kind: str) -> Request | None:
        """The undecided request of a kind."""
        return next((r for r in self.requests if r.kind == kind and not r.verdict), None)

    def running(self) -> Clock | None:
        """The running clock that ends first; it is what lists show."""
        return min((c for c in self.clocks if c.runs), key=lambda c: c.due_at, default=None)

    def owed_at(self) -> datetime | None:
        """When the clock ends that ends first of those not stopped, paused ones too; of an ended case: what it owes."""
        return min((clock.due_at for clock in self.clocks if clock.is_open), default=None)

    @property
    def light(self) -> str:
        """The reddest of what the running clocks have said: green, yellow or red."""
        running = [clock for clock in self.clocks if clock.runs]
        said = [(any(c.overdue for c in running), "red"), (any(c.warned for c in running), "yellow")]
        return next((colour for is_said, colour in said if is_said), "green")

    def handled_seconds(self, kinds: frozenset[str]) -> int | None:
        """What clocks of these kinds used up before they stopped with a verdict; ``None`` if none did."""
        used = [clock.used_seconds for clock in self.clocks if clock.kind in kinds and clock.met is not None]
        return sum(used) if used else None


def difference(before: "Case | None", after: Case) -> dict[str, object]:
    """What changed, field by field, as JSON values; everything for a case that begins."""
    new: dict[str, object] = msgspec.to_builtins(after, builtin_types=(), str_keys=True)
    old: dict[str, object] = msgspec.to_builtins(before, builtin_types=(), str_keys=True) if before else {}
    return {name: value for name, value in new.items() if name not in old or old[name] != value}


def replay(changes: list[dict[str, object]]) -> Case:
    """The case that its steps' changes make, applied in their order."""
    folded: dict[str, object] = {}
    for change in changes:
        folded |= change
    return msgspec.convert(folded, Case, strict=False)


def approval(stored: dict[str, object]) -> Approval:
    """An approval read back from its JSON."""
    return msgspec.convert(stored, Approval, strict=False)
