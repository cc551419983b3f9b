"""Cases brought to where a test begins, through the ordinary actions only."""

from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image
from tests.cast import AT, INSIDE_GRID, Cast
from tests.counting import statements

from linli.areas.models import CalendarVersion
from linli.areas.rules import RESIDENT, Actor
from linli.cases.actions import Report, act, open_case
from linli.cases.models import Case, Step
from linli.cases.queries import state_of
from linli.cases.rules.state import replay
from linli.documents.actions import store_photo
from linli.matters.actions import load_default_catalogue
from linli.matters.models import Matter
from linli.work.patrols.actions import write_checklist
from linli.work.patrols.models import Checklist
from linli.work.patrols.rules import Wording

_colours = count()


def load_catalogue(cast: Cast) -> None:
    """The default catalogue, and a department of the cast that answers for manholes and street lamps."""
    load_default_catalogue(at=AT)
    functions = Matter.objects.filter(code__in=["0301", "0304"]).values_list("default_function", flat=True)
    cast.units.department.functions = [*functions]
    cast.units.department.save()


def a_photo(at: datetime = AT) -> UUID:
    """A stored photo that nothing uses yet; every one another picture."""
    file = BytesIO()
    Image.new("RGB", (64, 48), (next(_colours) % 256, 90, 120)).save(file, "JPEG")
    return store_photo(upload=file.getvalue(), name="现场.jpg", by=None, at=at).pk


def a_report(**changes: object) -> Report:
    """A manhole without its cover, in the cast's grid, told by a resident."""
    lon, lat = INSIDE_GRID
    told: dict[str, object] = {
        "source": "portal",
        "matter_code": "0301",
        "description": "井盖没了,晚上很危险",
        "address": "青石街 18 号门口",
        "lon": lon,
        "lat": lat,
    }
    return Report(**(told | changes))  # type: ignore[arg-type]  # the parts are checked when they are used


def reported(by: Actor = RESIDENT, at: datetime = AT, **changes: object) -> Case:
    """A case just reported."""
    return open_case(report=a_report(**changes), by=by, at=at, key=uuid4())


def do(case: Case, action: str, by: Actor, at: datetime | None = None, **form: object) -> Step:
    """One action on a case, a minute after the last unless told when."""
    last = case.steps.order_by("-number").first()
    when = at or (last.at if last else AT) + timedelta(minutes=1)
    step = act(case.pk, action, by=by, at=when, form=form, key=uuid4())
    case.refresh_from_db()
    return step


def bring(case: Case, cast: Cast, to: str, *, assists: list[int] | None = None) -> Case:
    """The case brought along the usual way until it stands in state ``to``."""
    desk, handler = cast.community_desk.actor, cast.handler.actor
    way: list[tuple[str, str, Actor, dict[str, object]]] = [
        ("filed", "accept", desk, {}),
        ("dispatched", "dispatch", desk, {"lead": cast.units.department.pk, "assists": assists or []}),
        ("handling", "receive", handler, {}),
        ("fed_back", "feed_back", handler, {"result": "新井盖已装好", "evidence": lambda: [str(a_photo())]}),
        ("closed", "pass", desk, {"method": "phone"}),
        ("finished", "call_back", desk, {"score": 5}),
    ]
    stands = [state for state, *_ in way].index(case.state) + 1 if case.state != "reported" else 0
    for state, action, by, form in way[stands:]:
        if case.state == to:
            break
        do(case, action, by, None, **{name: value() if callable(value) else value for name, value in form.items()})
        assert case.state == state
    assert case.state == to
    return case


def patrol_today(cast: Cast, *points: str) -> Checklist:
    """A patrol of these points, to be walked today by the grid worker of the cast."""
    at = timezone.now()
    day = timezone.localdate(at)
    wording = Wording("井盖巡查", points, "once", day, day, (cast.areas.grid.code,))
    return write_checklist(wording, by=cast.community_desk.actor, at=at, key=uuid4())


def replays(case: Case) -> bool:
    """Whether its steps, one after another, give the case as it stands."""
    return replay([step.changes for step in case.steps.order_by("number")]) == state_of(case)


def calendar_known() -> None:
    """A calendar of its own, which everything from now on reads once and keeps."""
    CalendarVersion.objects.create(area_code="", number=uuid4().int % 2**60)


def cost_of(case: Case, action: str, by: Actor, at: datetime, **form: object) -> int:
    """How many statements an action sends."""
    with statements() as sent:
        act(case.pk, action, by=by, at=at, form=form, key=uuid4())
    return len(sent)


def varied(text: str, *changes: tuple[str, str], more: str = "") -> str:
    """A process with some of its lines written otherwise, each of which must be there, and with more tables."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text + more
