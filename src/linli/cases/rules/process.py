"""A process as data: read from TOML, checked as a whole before a case may run on it."""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property

import msgspec

from linli.cases.rules.names import EFFECTS, FIELD_TYPES, GRANTS, GUARDS, HOLDERS, RECIPIENTS, RELATIONS

_LIMIT = re.compile(
    r"matter\.accept|criterion|suspended_until"
    r"|\d+(\.\d+)? (urgent_hour|urgent_day|work_hour|work_day|calendar_day)"
)


class BrokenProcess(ValueError):
    """A process that cannot run; the message names the file and the line of each fault."""


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a case begins."""

    to: str
    starts: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers that guards read."""

    returns: int = 2
    extensions: int = 2
    reopen_days: int = 15
    rate_days: int = 30
    suspend_days: int = 365
    duplicate_days: int = 7
    duplicate_metres: int = 50


class ClockRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clock: its limit (``matter.accept``, ``criterion``, ``suspended_until`` or "2 work_hour") and who it presses.

    ``counts`` marks the clock by which a case is said to have been late.
    """

    name: str
    title: str
    limit: str
    holder: str
    counts: bool = False
    on_yellow: str = ""
    on_red: str = ""


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case can stand; ``public`` is the sentence its reporter reads."""

    name: str
    title: str
    stage: str
    public: str
    clock: str = ""
    final: bool = False


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be filled in."""

    name: str
    title: str
    type: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    max_length: int = 500


class RequestRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that needs approval, by these relations in turn, each another person, and what it grants."""

    name: str
    title: str
    approvals: tuple[str, ...]
    grants: str


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What can be done: from where, to where, by whom, filling in what, with which effect on clocks and the row."""

    name: str
    title: str
    from_: tuple[str, ...]
    by: tuple[str, ...]
    to: str = ""
    form: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    primary: bool = False
    danger: bool = False
    reopens: bool = False

    @property
    def wanted(self) -> tuple[tuple[str, bool], ...]:
        """Field names with whether each must be filled in."""
        return tuple((name.removesuffix("?"), not name.endswith("?")) for name in self.form)


#: Steps that no process offers: an administrator takes them.
_OUTSIDE_PROCESSES = {"hand_over": "岗位交接"}


class ListRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of the workbench: cases in these states to which somebody has this relation."""

    name: str
    title: str
    by: str
    states: tuple[str, ...]


class Process(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, rename={"name": "process"}):
    """One version of one process."""

    name: str
    version: int
    title: str
    source: str
    stages: tuple[str, ...]
    open: Opening
    limits: Limits
    clock: tuple[ClockRule, ...]
    state: tuple[State, ...]
    field: tuple[Field, ...]
    action: tuple[Action, ...]
    request: tuple[RequestRule, ...] = ()
    list: tuple[ListRule, ...] = ()

    @cached_property
    def states(self) -> dict[str, State]:
        """States by name."""
        return {state.name: state for state in self.state}

    @cached_property
    def clocks(self) -> dict[str, ClockRule]:
        """Clocks by name."""
        return {clock.name: clock for clock in self.clock}

    @cached_property
    def counting(self) -> frozenset[str]:
        """The clocks by which a case is said to have been late."""
        return frozenset(clock.name for clock in self.clock if clock.counts)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.field}

    @cached_property
    def requests(self) -> dict[str, RequestRule]:
        """Requests by name."""
        return {request.name: request for request in self.request}

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], Action]:
        return {(action.name, origin): action for action in self.action for origin in action.from_}

    def find(self, name: str, state: str) -> Action | None:
        """The action of this name from this state."""
        return self._by_place.get((name, state))

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """Every action from a state, in the order of the file."""
        return tuple(action for action in self.action if state in action.from_)

    def titled(self, name: str) -> str:
        """The title of an action wherever it starts, for history; the name itself if a version no longer has it."""
        return next((action.title for action in self.action if action.name == name), _OUTSIDE_PROCESSES.get(name, name))


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, at which table of the file (kind and ordinal from 0)."""

    table: str
    ordinal: int
    text: str


def parse(text: str, *, file: str) -> Process:
    """The process written in ``text``; raises ``BrokenProcess`` with file and line for everything wrong with it."""
    try:
        process = msgspec.convert(tomllib.loads(text), Process)
    except tomllib.TOMLDecodeError as error:
        raise BrokenProcess(f"{file}: {error}") from error
    except msgspec.ValidationError as error:
        raise BrokenProcess(f"{file}:{_line_of_error(text, str(error))}: {error}") from error
    faults = list(check(process))
    if faults:
        lines = (f"{file}:{_line(text, fault.table, fault.ordinal)}: {fault.text}" for fault in faults)
        raise BrokenProcess("\n".join(lines))
    return process


def check(process: Process) -> Iterator[Fault]:
    """Everything wrong with a process; nothing when a case can run on it."""
    yield from _check_names(process)
    for ordinal, clock in enumerate(process.clock):
        yield from (Fault("clock", ordinal, text) for text in _check_clock(process, clock))
    for ordinal, state in enumerate(process.state):
        yield from (Fault("state", ordinal, text) for text in _check_state(process, state))
    for ordinal, action in enumerate(process.action):
        yield from (Fault("action", ordinal, text) for text in _check_action(process, action))
    yield from _check_field_types(process)
    yield from _check_lists(process)


def _check_names(process: Process) -> Iterator[Fault]:
    if process.open.to not in process.states:
        yield Fault("open", 0, f"opens in an unknown state {process.open.to!r}")
    yield from (
        Fault("open", 0, f"unknown clock {name!r}") for name in process.open.starts if name not in process.clocks
    )
    for table in ("clock", "state", "field", "request"):
        seen: set[str] = set()
        for ordinal, row in enumerate(getattr(process, table)):
            if row.name in seen:
                yield Fault(table, ordinal, f"{table} {row.name!r} stands twice")
            seen.add(row.name)
    places: set[tuple[str, str]] = set()
    for ordinal, action in enumerate(process.action):
        for origin in action.from_:
            if (action.name, origin) in places:
                yield Fault("action", ordinal, f"two actions {action.name!r} from {origin!r}")
            places.add((action.name, origin))


def _check_clock(process: Process, clock: ClockRule) -> Iterator[str]:
    if clock.holder not in HOLDERS:
        yield f"unknown holder {clock.holder!r}"
    if not _LIMIT.fullmatch(clock.limit):
        yield f"unknown limit {clock.limit!r}"
    events = {action.name for action in process.action if "system" in action.by}
    yield from (
        f"{name!r} is no action of the system"
        for name in (clock.on_yellow, clock.on_red)
        if name and name not in events
    )


def _check_state(process: Process, state: State) -> Iterator[str]:
    if state.stage not in process.stages:
        yield f"unknown stage {state.stage!r}"
    if state.name not in _reachable(process):
        yield f"state {state.name!r} is never reached"
    outgoing = process.actions_from(state.name)
    if state.final:
        yield from (
            f"final state {state.name!r} is left by {a.name!r}, which is no reopening"
            for a in outgoing
            if a.to not in {"", state.name} and not a.reopens
        )
        return
    if state.clock not in process.clocks:
        yield f"state {state.name!r} has no clock"
    if not any(set(a.by) - {"system"} and a.to not in {"", state.name} for a in outgoing):
        yield f"nobody can bring a case out of {state.name!r}"


def _check_action(process: Process, action: Action) -> Iterator[str]:
    known = {
        "state": (process.states, (*action.from_, *([action.to] if action.to else []))),
        "relation": (RELATIONS, action.by),
        "field": (process.fields, [name for name, _ in action.wanted]),
        "clock": (process.clocks, (*action.starts, *action.stops, *action.pauses, *action.resumes)),
        "condition": (GUARDS, [name.partition(":")[0] for name in action.needs]),
        "effect": (EFFECTS, [name.partition(":")[0] for name in action.effects]),
        "recipient": (RECIPIENTS, action.notify),
        "subject": (
            {*process.requests, *process.clocks},
            [name.partition(":")[2] for name in (*action.needs, *action.effects) if ":" in name],
        ),
    }
    for kind, (names, used) in known.items():
        yield from (f"action {action.name!r} names an unknown {kind} {name!r}" for name in used if name not in names)
    yield from _check_clock_kept(process, action)


def _check_clock_kept(process: Process, action: Action) -> Iterator[str]:
    """A case that arrives in a state must bring or start that state's clock."""
    target = process.states.get(action.to)
    if target is None or target.final:
        return
    touched = {*action.starts, *action.resumes}
    halted = {*action.stops, *action.pauses}
    for origin in action.from_:
        source = process.states.get(origin)
        kept = source is not None and source.clock == target.clock and target.clock not in halted
        if source is not None and target.clock not in touched and not kept:
            yield f"action {action.name!r} from {origin!r} brings no clock {target.clock!r} to {target.name!r}"


def _check_field_types(process: Process) -> Iterator[Fault]:
    for ordinal, field in enumerate(process.field):
        if field.type not in FIELD_TYPES:
            yield Fault("field", ordinal, f"unknown type {field.type!r}")
        if field.type == "choice" and not field.choices:
            yield Fault("field", ordinal, f"field {field.name!r} has no choices")
    for ordinal, request in enumerate(process.request):
        unknown = [name for name in request.approvals if name not in RELATIONS]
        yield from (Fault("request", ordinal, f"unknown relation {name!r}") for name in unknown)
        grant, _, clock = request.grants.partition(":")
        if grant not in GRANTS or (clock and clock not in process.clocks):
            yield Fault("request", ordinal, f"unknown grant {request.grants!r}")


def _check_lists(process: Process) -> Iterator[Fault]:
    for ordinal, row in enumerate(process.list):
        if row.by not in RELATIONS:
            yield Fault("list", ordinal, f"unknown relation {row.by!r}")
        unknown = [name for name in row.states if name not in process.states]
        yield from (Fault("list", ordinal, f"unknown state {name!r}") for name in unknown)


def _reachable(process: Process) -> set[str]:
    reached, frontier = set[str](), [process.open.to]
    while frontier:
        name = frontier.pop()
        if name not in reached:
            reached.add(name)
            frontier += [action.to for action in process.actions_from(name) if action.to]
    return reached


def _line(text: str, table: str, ordinal: int) -> int:
    headers = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\[+{table}\]+", line)]
    return headers[ordinal] if ordinal < len(headers) else 1


def _line_of_error(text: str, message: str) -> int:
    place = re.search(r"\$\.(\w+)\[(\d+)\]", message)
    return _line(text, place[1], int(place[2])) if place else 1
