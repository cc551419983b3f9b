"""A process as data: read from TOML, checked as a whole before a case may run on it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec

from linli.cases.rules import records
from linli.cases.rules.kinds import NO_WORDS, Words
from linli.cases.rules.names import EFFECTS, FIELD_TYPES, GRANTS, GUARDS, HOLDERS, RECIPIENTS, RELATIONS
from linli.lib.sentences import Said

_LIMIT = re.compile(
    r"matter\.accept|criterion|suspended_until|more\.[a-z_]+"
    r"|\d+(\.\d+)? (urgent_hour|urgent_day|work_hour|work_day|calendar_day)"
)


class BrokenProcess(ValueError):
    """A process that cannot run; ``faults`` has line and text of each, the message names the file with them."""

    def __init__(self, file: str, faults: list[tuple[int, Said]]) -> None:
        super().__init__("\n".join(f"{file}:{line}: {text}" for line, text in faults))
        self.faults = faults


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a case begins; ``form`` is what may be told besides what every report says, ``effects`` what it sets."""

    to: str
    starts: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[tuple[str, bool], ...]:
        """Field names with whether each must be filled in."""
        return _wanted(self.form)


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
    """A clock: its limit and who it presses.

    The limit is ``matter.accept``, ``criterion``, ``suspended_until``, a day that an effect has set
    (``more.perform_by``) or "2 work_hour". Where the effect has set several days by name, a clock of its own runs to
    each; ``named`` is what such a name is the number of (see ``Field``). ``counts`` marks the clock by which a case is
    said to have been late.
    ``warn``: so many days before its last it speaks, once each; it turns yellow with the last of them. One that
    ``outlives`` its case runs on when the case has come to an end, until an action stops it.
    """

    name: str
    title: str
    limit: str
    holder: str
    counts: bool = False
    warn: tuple[int, ...] = ()
    outlives: bool = False
    named: str = ""
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
    """Something that can be filled in; a ``secret`` is sealed, and opened only by ``readers``.

    A reader is a relation, or ``author``: whoever filled it in. What is not for the ``packet`` never gets into papers
    that leave the house, such as those for a court. A ``number`` lies from ``least`` to ``most``, with so many
    ``places`` behind the point. A number of something that the case's own record lists is told by what that is called
    there: ``named = "groups.name"`` are the names of its groups.
    """

    name: str
    title: str
    type: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    max_length: int = 500
    readers: tuple[str, ...] = ()
    packet: bool = True
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(999_999)
    places: int = 0
    named: str = ""


class RequestRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that needs approval, by these relations in turn, each another person, and what it grants."""

    name: str
    title: str
    approvals: tuple[str, ...]
    grants: str


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What can be done: from where, to where, by whom, filling in what, with which effect on clocks and the row.

    ``opens``: the process of another case that is begun out of this one; its number is then what is filled in.
    """

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
    opens: str = ""

    @property
    def wanted(self) -> tuple[tuple[str, bool], ...]:
        """Field names with whether each must be filled in."""
        return _wanted(self.form)


def _wanted(form: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    return tuple((name.removesuffix("?"), not name.endswith("?")) for name in form)


#: Steps that no process offers: an administrator takes them.
_OUTSIDE_PROCESSES = {"hand_over": "岗位交接"}


class ListRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of the workbench: cases in these states to which somebody has this relation.

    ``owed``: of cases that have ended, those of which a clock that outlives them has not been stopped.
    """

    name: str
    title: str
    by: str
    states: tuple[str, ...]
    owed: bool = False


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
    #: What only its kind of work knows how to read.
    own: dict[str, Any] = {}
    #: Of its kind of work; not in the file.
    words: Words = NO_WORDS

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
    text: Said


def no_kinds(_name: str) -> Words:
    """What a process may use that belongs to no kind of work."""
    return NO_WORDS


def parse(text: str, *, file: str, kinds: Callable[[str], Words] = no_kinds) -> Process:
    """The process written in ``text``; ``kinds`` says by the process's name what words its kind of work brings.

    Raises ``BrokenProcess`` with file and line for everything wrong with it.
    """
    try:
        process = msgspec.convert(tomllib.loads(text, parse_float=Decimal), Process)
    except tomllib.TOMLDecodeError as error:
        raise BrokenProcess(
            file, [(_line_of_syntax(text, str(error)), Said("写法有误：%(detail)s", detail=str(error)))]
        ) from error
    except msgspec.ValidationError as error:
        raise BrokenProcess(
            file, [(_line_of_error(text, str(error)), Said("写法有误：%(detail)s", detail=str(error)))]
        ) from error
    process = msgspec.structs.replace(process, words=kinds(process.name))
    faults = [(_line(text, fault.table, fault.ordinal), fault.text) for fault in check(process)]
    if faults:
        raise BrokenProcess(file, faults)
    return process


def check(process: Process) -> Iterator[Fault]:
    """Everything wrong with a process; nothing when a case can run on it."""
    yield from _check_names(process)
    yield from (Fault(table, ordinal, text) for table, ordinal, text in process.words.own(process.own))
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
        yield Fault("open", 0, Said("从未知的状态「%(name)s」开始", name=process.open.to))
    yield from (
        Fault("open", 0, Said(_UNKNOWN["clock"], name=name))
        for name in process.open.starts
        if name not in process.clocks
    )
    yield from (
        Fault("open", 0, Said(_UNKNOWN["field"], name=name))
        for name, _ in process.open.wanted
        if name not in process.fields
    )
    yield from (
        Fault("open", 0, Said(_UNKNOWN["effect"], name=name))
        for name in map(_name, process.open.effects)
        if name not in EFFECTS | {*process.words.effects}
    )
    for table in ("clock", "state", "field", "request"):
        seen: set[str] = set()
        for ordinal, row in enumerate(getattr(process, table)):
            if row.name in seen:
                yield Fault(table, ordinal, Said("「%(name)s」出现两次", name=row.name))
            seen.add(row.name)
    places: set[tuple[str, str]] = set()
    for ordinal, action in enumerate(process.action):
        for origin in action.from_:
            if (action.name, origin) in places:
                yield Fault(
                    "action",
                    ordinal,
                    Said("从「%(origin)s」出发有两个动作都叫「%(name)s」", name=action.name, origin=origin),
                )
            places.add((action.name, origin))


def _check_clock(process: Process, clock: ClockRule) -> Iterator[Said]:
    if clock.holder not in HOLDERS:
        yield Said("未知的计时单位「%(name)s」", name=clock.holder)
    if not _LIMIT.fullmatch(clock.limit):
        yield Said("看不懂的时限「%(name)s」", name=clock.limit)
    yield from _check_named(clock.named)
    events = {action.name for action in process.action if "system" in action.by}
    yield from (
        Said("「%(name)s」不是系统的动作", name=name)
        for name in (clock.on_yellow, clock.on_red)
        if name and name not in events
    )
    yield from (
        Said("计时「%(clock)s」在终结的状态「%(name)s」没有动作能停", clock=clock.name, name=state.name)
        for state in process.state
        if clock.outlives and state.final
        if not any(clock.name in action.stops for action in process.actions_from(state.name))
    )


def _check_named(named: str) -> Iterator[Said]:
    if named and not records.is_readable(named):
        yield Said(_UNKNOWN["field"], name=named)


def _check_state(process: Process, state: State) -> Iterator[Said]:
    if state.stage not in process.stages:
        yield Said("未知的阶段「%(name)s」", name=state.stage)
    if state.name not in _reachable(process):
        yield Said("没有动作到达状态「%(name)s」", name=state.name)
    outgoing = process.actions_from(state.name)
    if state.final:
        yield from (
            Said("终结的状态「%(name)s」只能由重开离开，「%(action)s」不是重开", name=state.name, action=a.name)
            for a in outgoing
            if a.to not in {"", state.name} and not a.reopens
        )
        return
    if state.clock not in process.clocks:
        yield Said("状态「%(name)s」没有计时", name=state.name)
    if not any(set(a.by) - {"system"} and a.to not in {"", state.name} for a in outgoing):
        yield Said("没有人能让办件离开状态「%(name)s」", name=state.name)


_UNKNOWN = {
    "state": "未知的状态「%(name)s」",
    "relation": "未知的关系「%(name)s」",
    "field": "未知的栏目「%(name)s」",
    "clock": "未知的计时「%(name)s」",
    "condition": "未知的条件「%(name)s」",
    "effect": "未知的效果「%(name)s」",
    "recipient": "未知的通知对象「%(name)s」",
    "subject": "未知的申请或计时「%(name)s」",
}


def _check_action(process: Process, action: Action) -> Iterator[Said]:
    words = process.words
    common = [name for name in (*action.needs, *action.effects) if _name(name) not in {*words.guards, *words.effects}]
    known = {
        "state": (process.states, (*action.from_, *([action.to] if action.to else []))),
        "relation": (_relations(process), action.by),
        "field": (process.fields, [name for name, _ in action.wanted]),
        "clock": (process.clocks, (*action.starts, *action.stops, *action.pauses, *action.resumes)),
        "condition": (GUARDS | {*words.guards}, map(_name, action.needs)),
        "effect": (EFFECTS | {*words.effects}, map(_name, action.effects)),
        "recipient": (RECIPIENTS | {*words.relations}, action.notify),
        "subject": ({*process.requests, *process.clocks}, [name.partition(":")[2] for name in common if ":" in name]),
    }
    for kind, (names, used) in known.items():
        yield from (Said(_UNKNOWN[kind], name=name) for name in used if name not in names)
    yield from _check_clock_kept(process, action)


def _name(word: str) -> str:
    """The word before the colon."""
    return word.partition(":")[0]


def _check_clock_kept(process: Process, action: Action) -> Iterator[Said]:
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
            yield Said(
                "从「%(origin)s」到「%(target)s」没有带上计时「%(clock)s」",
                origin=origin,
                target=target.name,
                clock=target.clock,
            )


def _check_field_types(process: Process) -> Iterator[Fault]:
    for ordinal, field in enumerate(process.field):
        if field.type not in FIELD_TYPES:
            yield Fault("field", ordinal, Said("未知的类型「%(name)s」", name=field.type))
        if field.type in {"choice", "choices"} and not field.choices:
            yield Fault("field", ordinal, Said("「%(name)s」没有可选的项", name=field.name))
        yield from (Fault("field", ordinal, text) for text in _check_readers(process, field))
        yield from (Fault("field", ordinal, text) for text in _check_named(field.named))
    for ordinal, request in enumerate(process.request):
        unknown = [name for name in request.approvals if name not in _relations(process)]
        yield from (Fault("request", ordinal, Said(_UNKNOWN["relation"], name=name)) for name in unknown)
        grant, _, clock = request.grants.partition(":")
        if grant not in GRANTS or (clock and clock not in process.clocks):
            yield Fault("request", ordinal, Said("未知的批准结果「%(name)s」", name=request.grants))


def _check_readers(process: Process, field: Field) -> Iterator[Said]:
    """What is sealed is for somebody; readers of what lies open would promise what nobody keeps."""
    if (field.type == "secret") != bool(field.readers):
        yield Said("「%(name)s」：只有保密的栏目要写谁可以看，也一定要写", name=field.name)
    known = _relations(process) | {"author"}
    yield from (Said(_UNKNOWN["relation"], name=name) for name in field.readers if name not in known)


def _relations(process: Process) -> frozenset[str]:
    return RELATIONS | {*process.words.relations}


def _check_lists(process: Process) -> Iterator[Fault]:
    for ordinal, row in enumerate(process.list):
        if row.by not in RELATIONS:
            yield Fault("list", ordinal, Said(_UNKNOWN["relation"], name=row.by))
        known = {state.name for state in process.state if state.final or not row.owed}
        unknown = [name for name in row.states if name not in known]
        yield from (Fault("list", ordinal, Said(_UNKNOWN["state"], name=name)) for name in unknown)


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


def _line_of_syntax(text: str, message: str) -> int:
    place = re.search(r"line (\d+)", message)
    return int(place.group(1)) if place else text.count("\n") + 1


def _line_of_error(text: str, message: str) -> int:
    place = re.search(r"\$\.(\w+)\[(\d+)\]", message)
    return _line(text, place[1], int(place[2])) if place else 1
