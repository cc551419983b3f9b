"""Which stories happen where and when in the demo county, so that every list of the workbench has something. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from linli.deadlines.limits import TimeUnit
from linli.deadlines.rules import WorkingCalendar
from linli.demo.people import phone
from linli.demo.plan import FOCUS, Place, Plan
from linli.demo.planar import dice
from linli.demo.schedule import Limits, Schedule, Timetable
from linli.demo.sketches import SCENES
from linli.demo.stories import Path, Step, Story, paths, stories
from linli.demo.words import WORDS

#: Where the cases of a path lie, in turn: around the desks whose sign-ins are shown, and all over the county.
TURNS = ("community", "town", "anywhere", "county", "community", "anywhere")
#: What is settled on the spot mostly lies around the desk of the community that is shown.
SETTLED_TURNS = ("community", "community", "town", "anywhere")
#: Who gets, in turn, most of what is finished: units are compared only where they have closed ten cases.
BUSY = ("城市管理局", "环卫管理中心", "市政设施管理中心", "公安交警大队")
HEIGHTS = {"county": 2, "town": 1}
LEVEL_HEIGHT = {"grid": 0, "community": 0, "town": 1, "county": 2}
DAYS = frozenset({TimeUnit.WORK_DAY, TimeUnit.CALENDAR_DAY})
SOURCES = ("portal",) * 9 + ("grid",) * 6 + ("phone",) * 3 + ("hotline",) * 2 + ("visit", "patrol")
#: Matters that end with building works, which may have to wait for parts or for money.
WORKS = ("03", "0410", "0711", "0803", "1305")
#: What the handler answers for whose sign-in is shown: assists near the shown desks go there.
SHOWN_FUNCTION = "城市管理局"
REPORTER_PHONES = 70_000_000
TRIES = 24


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What casting must know of a matter: the level that takes it first, its limits, and who answers for it."""

    level: str
    limits: Limits
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One case to be: the story, where it lies, who reports it, the steps and when they were taken."""

    path: Path
    colour: str
    story: Story
    variant: int
    place: Place
    source: str
    when: Schedule
    reporter: tuple[str, str] = ("", "")
    twin_of: int | None = None

    @property
    def text(self) -> str:
        return self.story.text[self.variant % len(self.story.text)].format(at=self.place.name)


@dataclass(slots=True)
class Casting:
    """Draws scenes one after another; equal seeds and equal moments give equal scenes."""

    plan: Plan
    facts: Mapping[str, MatterFacts]
    calendar: WorkingCalendar
    now: datetime
    most: int = 1000
    """At most so many cases of each path end in one colour."""
    finished: int = field(init=False, default=0)
    rng: Random = field(init=False)
    places: dict[str, dict[str, list[Place]]] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = dice(self.plan.seed, "casting")
        self.places = _by_grid(self.plan)

    def scenes(self) -> list[Scene]:
        """All cases of all paths; a twin comes right after the case it repeats."""
        found: list[Scene] = []
        for path in paths():
            turns = SETTLED_TURNS if path.level == "grid" else TURNS
            for turn, colour in enumerate(path.wanted_at_most(self.most)):
                where = turns[turn % len(turns)]
                # At some hours no clock of a path can be yellow: then it is still green.
                scene = self._scene(path, colour, where) or self._scene(path, "green", where)
                if scene is None:
                    continue
                found.append(scene)
                if path.twin and (twin := self._twin(scene, len(found) - 1)):
                    found.append(twin)
        return found

    def _scene(self, path: Path, colour: str, where: str) -> Scene | None:
        fitting = [story for story in stories() if self._suits(story, path, where)]
        if path.assisted and where == "community":
            fitting = [story for story in fitting if story.assist == SHOWN_FUNCTION] or fitting
        if path.is_finished:
            fitting = self._of_the_busy(fitting) or fitting
        for _ in range(TRIES):
            story = self.rng.choice(fitting)
            facts = self.facts[story.matter]
            raised = path.raised(max(0, HEIGHTS.get(where, 0) - LEVEL_HEIGHT[facts.level]))
            when = Timetable(facts.limits, self.calendar, self.now).schedule(raised, colour, self.rng)
            if when:
                return self._set(raised, colour, story, where, when)
        return None

    def _of_the_busy(self, fitting: list[Story]) -> list[Story]:
        """The stories of the unit whose turn it is to finish something."""
        lead = BUSY[self.finished % len(BUSY)]
        self.finished += 1
        return [story for story in fitting if self.facts[story.matter].lead.startswith(lead)]

    def _suits(self, story: Story, path: Path, where: str) -> bool:
        facts = self.facts.get(story.matter)
        if facts is None or (path.assisted and not story.assist) or (path.level and facts.level != path.level):
            return False
        if path.limit == "days" and not (facts.limits.handle.unit in DAYS and story.matter.startswith(WORKS)):
            return False
        evidence = "evidence" not in _wanted(path) or story.scene in SCENES
        rural = story.at == "village"
        return evidence and LEVEL_HEIGHT[facts.level] <= HEIGHTS.get(where, 2) and not (rural and where in NEAR)

    def _set(self, path: Path, colour: str, story: Story, where: str, when: Schedule) -> Scene:
        source = path.source or self.rng.choice(SOURCES)
        place = self._place(story, where)
        return Scene(path, colour, story, self.rng.randrange(6), place, source, when, self._reporter(source))

    def _place(self, story: Story, where: str) -> Place:
        kind = story.at if story.at in {"estate", "village"} else "street"
        for wanted in (kind, "any"):
            codes = sorted(code for code, found in self.places.items() if found[wanted] and _lies(code, where))
            if codes:
                near = where == "community" and FOCUS in codes and self.rng.random() < FOCUS_SHARE
                return self.rng.choice(self.places[FOCUS if near else self.rng.choice(codes)][wanted])
        raise LookupError(f"no place for {story.matter} in {where}")

    def _reporter(self, source: str) -> tuple[str, str]:
        if source in {"grid", "patrol"} or self.rng.random() < NAMELESS_SHARE:
            return ("", "")
        called = self.rng.choice(WORDS["surnames"]) + self.rng.choice(("女士", "先生", "师傅", "阿姨"))
        return (called, phone(REPORTER_PHONES + self.rng.randrange(9_000_000)))

    def _twin(self, scene: Scene, number: int) -> Scene | None:
        """A second report of the same thing, merged into the first."""
        opened = scene.when.opened + timedelta(minutes=16)
        merged = opened + timedelta(minutes=7)
        if merged >= self.now - timedelta(minutes=1):
            return None
        path = replace(scene.path, name="merged", clock="", steps=(Step("desk", "merge", 7),))
        again = Scene(path, "done", scene.story, scene.variant + 1, scene.place, "portal", Schedule(opened, (merged,)))
        return replace(again, reporter=self._reporter("portal"), twin_of=number)


NEAR = frozenset({"community", "town"})
FOCUS_SHARE, NAMELESS_SHARE = 0.6, 0.25


def _wanted(path: Path) -> set[str]:
    return {"evidence" for step in path.steps if step.action in {"feed_back", "settle"}}


def _lies(code: str, where: str) -> bool:
    digits = {"community": 12, "town": 9}.get(where, 6)
    return code[:digits] == FOCUS[:digits]


def _by_grid(plan: Plan) -> dict[str, dict[str, list[Place]]]:
    """Places of every grid by where stories happen: estate, street, village, any."""
    village = {grid.code for grid in plan.level("grid") if grid.zone == "village"}
    found: dict[str, dict[str, list[Place]]] = defaultdict(
        lambda: {"estate": [], "street": [], "village": [], "any": []}
    )
    for place in plan.places:
        for kind in _kinds(place, is_village=place.grid in village):
            found[place.grid][kind].append(place)
    return found


def _kinds(place: Place, *, is_village: bool) -> Iterator[str]:
    if place.kind == "estate":
        yield "estate"
    if place.kind == "address":
        yield "any"
        yield "village" if is_village else "street" if place.name.endswith("号") else "estate"


def ordered(scenes: Sequence[Scene]) -> list[tuple[datetime, int, int]]:
    """Every opening (-1) and step of every scene as (moment, scene, step), in the order of time."""
    moments = [(scene.when.opened, number, -1) for number, scene in enumerate(scenes)]
    moments += [(at, number, step) for number, scene in enumerate(scenes) for step, at in enumerate(scene.when.steps)]
    return sorted(moments)
