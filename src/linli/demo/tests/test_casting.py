"""Who finishes what in the demo county."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.deadlines.limits import Limit, TimeUnit
from linli.deadlines.seed import library_calendar
from linli.demo.casting import BUSY, Casting, MatterFacts, Scene
from linli.demo.plan import FOCUS, SEED
from linli.demo.schedule import Limits
from linli.demo.tests.test_plan import drawn
from linli.matters.catalogue import default_matters

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
#: Units that closed fewer in thirty days are compared with none.
FEWEST, MONTH = 10, timedelta(days=30)


def test_five_units_have_finished_enough_to_be_compared():
    facts = {}
    for matter in default_matters():
        accept, first = Limit(matter.accept_limit, TimeUnit(matter.accept_unit)), matter.criteria[0]
        limits = Limits(accept, Limit(first.limit, TimeUnit(first.unit)))
        facts[matter.code] = MatterFacts(matter.first_level, limits, matter.default_function)
    scenes = Casting(drawn(SEED), facts, library_calendar(), NOW).scenes()
    finished = Counter(name for scene in scenes if (name := finisher(scene, facts)))
    assert {name for name, n in finished.items() if n >= FEWEST} >= {*BUSY, FOCUS[:12]}


def finisher(scene: Scene, facts: dict[str, MatterFacts]) -> str:
    """The busy unit that closed a case within a month, or the community where it was settled on the spot."""
    if not scene.when.steps or scene.when.steps[-1] < NOW - MONTH:
        return ""
    if any(step.action == "settle" for step in scene.path.steps):
        return scene.place.grid[:12]
    lead = facts[scene.story.matter].lead
    return next((name for name in BUSY if lead.startswith(name)), "") if scene.path.is_finished else ""
