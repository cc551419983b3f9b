"""A process laid out for drawing: stages are columns, states boxes, actions arrows. Values in, coordinates out.

The usual way (primary actions from the first state on) is one row. Other states of a stage hang below it in their
column and say by which action a case comes there and goes back. Actions that leap over stages, or go back, run in
lanes above the row; those of one name to one state share a lane.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from linli.cases.rules.process import Action, Process

COLUMN, BOX, HEIGHT = 142, 108, 44
LEFT, HEAD, LANE = 14, 44, 30
GAP, SIDE_HEIGHT = 12, 56
ROUND = 8
_CHAR = 12


@dataclass(frozen=True)
class Box:
    """A state; ``lines`` say how a case comes to a state beside the usual way."""

    name: str
    title: str
    x: int
    y: int
    height: int
    kind: str
    lines: tuple[str, ...] = ()

    @property
    def middle(self) -> int:
        """The x of its middle."""
        return self.x + BOX // 2

    @property
    def title_y(self) -> int:
        """Where its title stands."""
        return self.y + (self.height // 2 + 5 if not self.lines else 20)

    @property
    def small(self) -> list[tuple[int, str]]:
        """Its small lines with where they stand."""
        return [(self.y + 36 + 15 * n, line) for n, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Arrow:
    """A way from one state to another: an SVG path, and words with the place of their middle."""

    path: str
    kind: str
    label: str = ""
    x: int = 0
    y: int = 0

    @property
    def label_width(self) -> int:
        """How wide the ground under the words is."""
        return sum(_CHAR // (1 + letter.isascii()) for letter in self.label) + 10


@dataclass(frozen=True)
class Diagram:
    """Everything to draw."""

    width: int
    height: int
    stages: list[tuple[int, str]]
    rules: list[int]
    boxes: list[Box]
    arrows: list[Arrow]


@dataclass
class _Lane:
    """One action that leaps or goes back: from some states to one, over these columns."""

    title: str
    sources: list[str]
    target: str
    first: int
    last: int
    back: bool
    level: int = 0
    ports: dict[str, int] = field(default_factory=dict)


def draw(process: Process) -> Diagram:
    """The diagram of one version."""
    column = {state.name: process.stages.index(state.stage) for state in process.state}
    way = usual_way(process)
    lanes = _stacked(_lanes(process, way, column))
    top = HEAD + LANE * (1 + max((lane.level for lane in lanes), default=0)) + 10
    boxes = {name: _main_box(process, name, column[name], top) for name in way}
    sides = _side_boxes(process, way, column, top)
    _give_ports(lanes, boxes)
    arrows = [
        *_straight(process, way, boxes),
        *(arrow for lane in lanes for arrow in _lane_arrows(lane, boxes, top)),
        *_side_arrows(process, boxes, sides),
    ]
    bottom = max(box.y + box.height for box in [*boxes.values(), *sides.values()])
    return Diagram(
        width=LEFT * 2 + COLUMN * len(process.stages),
        height=bottom + 16,
        stages=[(_x(n) + BOX // 2, _(title)) for n, title in enumerate(process.stages)],
        rules=[LEFT + COLUMN * n for n in range(1, len(process.stages))],
        boxes=[*_start(process, boxes), *boxes.values(), *sides.values()],
        arrows=[*_begun(process, boxes), *arrows],
    )


def _start(process: Process, boxes: dict[str, Box]) -> list[Box]:
    """Where every case begins, if the first stage has no state of its own."""
    first = boxes[process.open.to]
    return [Box("", "上报", _x(0), first.y, HEIGHT, "start")] if first.x > _x(0) else []


def _begun(process: Process, boxes: dict[str, Box]) -> list[Arrow]:
    first = boxes[process.open.to]
    y = first.y + HEIGHT // 2
    return [Arrow(f"M{_x(0) + BOX} {y}H{first.x - 2}", "on")] if first.x > _x(0) else []


def usual_way(process: Process) -> list[str]:
    """States that a case passes when nothing is out of the ordinary: the first primary action that leads on."""
    order = {title: n for n, title in enumerate(process.stages)}
    way = [process.open.to]
    while True:
        here = process.states[way[-1]]
        onward = (
            action.to
            for action in process.actions_from(here.name)
            if action.primary and action.to and order[process.states[action.to].stage] > order[here.stage]
        )
        following = next(onward, None)
        if following is None:
            return way
        way.append(following)


def _x(number: int) -> int:
    return LEFT + COLUMN * number + (COLUMN - BOX) // 2


def _main_box(process: Process, name: str, column: int, top: int) -> Box:
    state = process.states[name]
    return Box(name, _(state.title), _x(column), top, HEIGHT, "final" if state.final else "main")


def _side_boxes(process: Process, way: list[str], column: dict[str, int], top: int) -> dict[str, Box]:
    """The states beside the usual way, below each other in the column of their stage."""
    used: dict[int, int] = defaultdict(int)
    boxes = {}
    for state in process.state:
        if state.name not in way:
            n = column[state.name]
            y = top + HEIGHT + 34 + used[n] * (SIDE_HEIGHT + GAP)
            used[n] += 1
            lines = _how(process, state.name)
            boxes[state.name] = Box(
                state.name, _(state.title), _x(n), y, SIDE_HEIGHT, "final" if state.final else "side", lines
            )
    return boxes


def _how(process: Process, name: str) -> tuple[str, ...]:
    """By which actions a case comes there, and goes on from there."""
    to = _titles(action for action in process.action if action.to == name and name not in action.from_)
    on = _titles(a for a in process.actions_from(name) if a.to not in {"", name} and {*a.by} != {"system"})
    lines = [f"← {_short(to)}", f"→ {_short(on)}"]
    return tuple(line for line in lines if len(line) > 2)  # noqa: PLR2004 - more than the sign and the space


def _titles(actions: Iterable[Action]) -> list[str]:
    return list(dict.fromkeys(_(action.title) for action in actions))


def _short(titles: list[str]) -> str:
    return (_("%(name)s 等") % {"name": titles[0]} if len(titles) > 1 else titles[0]) if titles else ""


def _lanes(process: Process, way: list[str], column: dict[str, int]) -> list[_Lane]:
    """Actions between states of the usual way that are not the step to the next one."""
    steps = set(pairwise(way))
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for action in process.action:
        for origin in action.from_:
            leads = action.to in way and action.to != origin and origin in way
            if leads and ((origin, action.to) not in steps or len(action.from_) > 1):
                found[_(action.title), action.to] += [origin] if origin not in found[_(action.title), action.to] else []
    lanes = []
    for (title, target), sources in found.items():
        columns = [column[name] for name in (*sources, target)]
        back = column[target] < max(column[name] for name in sources)
        lanes.append(_Lane(title, sources, target, min(columns), max(columns), back))
    return lanes


def _stacked(lanes: list[_Lane]) -> list[_Lane]:
    """Each lane on the lowest level where it touches no other; short ones lie lowest."""
    ordered = sorted(lanes, key=lambda lane: (lane.last - lane.first, lane.first))
    for n, lane in enumerate(ordered):
        taken = {o.level for o in ordered[:n] if o.first <= lane.last and lane.first <= o.last}
        lane.level = next(level for level in range(len(ordered) + 1) if level not in taken)
    return ordered


def _give_ports(lanes: list[_Lane], boxes: dict[str, Box]) -> None:
    """Where on the top of its box each lane begins or ends: those that come from the left stand left."""
    touching: dict[str, list[_Lane]] = defaultdict(list)
    for lane in lanes:
        for name in (*lane.sources, lane.target):
            touching[name].append(lane)
    for name, there in touching.items():
        place = boxes[name]
        ordered = sorted(there, key=lambda lane: _side_of(lane, name, boxes))
        for n, lane in enumerate(ordered, 1):
            lane.ports[name] = place.x + n * BOX // (len(ordered) + 1)


def _side_of(lane: _Lane, name: str, boxes: dict[str, Box]) -> tuple[int, int]:
    """Lanes that lie to the left come first, the outer ones inside."""
    others = [boxes[one].x for one in (*lane.sources, lane.target) if one != name]
    is_right = sum(x > boxes[name].x for x in others) > len(others) / 2
    return (1, -lane.level) if is_right else (0, lane.level)


def _straight(process: Process, way: list[str], boxes: dict[str, Box]) -> list[Arrow]:
    arrows = []
    for here, there in pairwise(way):
        titles = _titles(a for a in process.actions_from(here) if a.to == there and len(a.from_) == 1)
        start, end = boxes[here].x + BOX, boxes[there].x
        y = boxes[here].y + HEIGHT // 2
        label = titles[0] if titles else ""
        arrows.append(Arrow(f"M{start} {y}H{end - 2}", "on", label, (start + end) // 2, boxes[here].y + HEIGHT + 14))
    return arrows


def _lane_arrows(lane: _Lane, boxes: dict[str, Box], top: int) -> list[Arrow]:
    """Up from each source, along the lane, down to the target."""
    y = top - 14 - LANE * lane.level - LANE // 2
    end = lane.ports[lane.target]
    kind = "back" if lane.back else "leap"
    arrows = []
    for source in lane.sources:
        start = lane.ports[source]
        turn = ROUND if end > start else -ROUND
        path = (
            f"M{start} {boxes[source].y}V{y + ROUND}Q{start} {y} {start + turn} {y}"
            f"H{end - turn}Q{end} {y} {end} {y + ROUND}V{boxes[lane.target].y - 2}"
        )
        arrows.append(Arrow(path, kind))
    xs = [lane.ports[name] for name in lane.sources]
    outermost = max(xs, key=lambda x: abs(x - end))
    nearest = min(xs, key=lambda x: abs(x - end))
    middle = (nearest + end) // 2 if len(xs) > 1 and abs(nearest - end) > COLUMN // 2 else (outermost + end) // 2
    return [*arrows, Arrow("", kind, lane.title, middle, y)]


def _side_arrows(process: Process, boxes: dict[str, Box], sides: dict[str, Box]) -> list[Arrow]:
    """From where a case comes to a state beside the way: down the edge of its column, or across from the next one."""
    arrows = []
    for name, side in sides.items():
        sources = dict.fromkeys(o for a in process.action if a.to == name for o in a.from_ if o in boxes)
        returns = any(a.to in boxes for a in process.actions_from(name) if {*a.by} != {"system"})
        arrows += [_to_side(boxes[source], side, returns=returns) for source in sources]
    return arrows


def _to_side(box: Box, side: Box, *, returns: bool) -> Arrow:
    kind = "both" if returns else "side"
    y = side.y + SIDE_HEIGHT // 2
    if box.x == side.x and side.y < box.y + HEIGHT + SIDE_HEIGHT:
        path = f"M{box.middle} {box.y + HEIGHT + (2 if returns else 0)}V{side.y - 2}"
    elif box.x == side.x:
        x, start = box.x - 10, box.y + HEIGHT - 10
        down = f"M{box.x} {start}H{x + ROUND}Q{x} {start} {x} {start + ROUND}"
        path = f"{down}V{y - ROUND}Q{x} {y} {x + ROUND} {y}H{side.x - 2}"
    elif box.x > side.x:
        x = box.x + 30
        path = f"M{x} {box.y + HEIGHT}V{y - ROUND}Q{x} {y} {x - ROUND} {y}H{side.x + BOX + 2}"
    else:
        x = box.middle
        path = f"M{x} {box.y + HEIGHT}V{y - ROUND}Q{x} {y} {x + ROUND} {y}H{side.x - 2}"
    return Arrow(path, kind)
