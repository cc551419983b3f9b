"""The demo county's areas, matters, units, people and map, made by the ordinary actions."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiLineString, MultiPolygon, Point
from django.db import connection, transaction

from linli.accounts import actions as accounts
from linli.accounts.models import User
from linli.areas.actions.calendar import seed_calendar
from linli.areas.actions.ground import NewArea, create_areas
from linli.areas.actions.people import PostingForm, UnitForm, create_posting, create_unit
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import SYSTEM, Ground
from linli.deadlines.rules import SHANGHAI
from linli.deadlines.seed import known_years
from linli.demo.people import Job, Person, phone, staff
from linli.demo.plan import COUNTY, SCHEME, Plan
from linli.demo.plan import Ground as PlannedArea
from linli.demo.queries import DUTIES_NOTE
from linli.demo.units import Body, bodies
from linli.matters.actions import load_default_catalogue, save_responsibilities
from linli.matters.wording import ResponsibilityValues
from linli.registers.places.actions import NewBlock, NewPlace, NewStreet, replace_map

#: Everybody's in the demo county; shown on the terminal, useless anywhere else.
PASSWORD = "linli-yuyi-2026"  # noqa: S105 - meant to be known
HOTLINE_SERIAL = 90_000_000


def first_day(at: datetime) -> date:
    """The day on which the county's areas and postings begin: the first of the year before."""
    return date(at.astimezone(SHANGHAI).year - 1, 1, 1)


@transaction.atomic
def settle_ground(plan: Plan, *, at: datetime) -> int:
    """Roles, the working calendar, and the area tree with its boundaries; returns the number of areas."""
    accounts.ensure_default_roles(at=at)
    year = at.astimezone(SHANGHAI).year
    seed_calendar({year - 1, year, year + 1} & known_years(), by=SYSTEM, at=at)
    rows = [_area(number, area) for number, area in enumerate(plan.areas)]
    return len(create_areas(rows, on=first_day(at), by=SYSTEM, at=at))


def _area(number: int, area: PlannedArea) -> NewArea:
    return NewArea(
        level=area.level,
        name=area.name,
        parent=area.parent,
        code=area.code,
        extent=_multipolygon(area.extent),
        kind=area.kind,
        households=area.households or None,
        public_phone=phone(HOTLINE_SERIAL + number),
        scheme=SCHEME,
    )


def _geos(shape: Any) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)


def _multipolygon(shape: Any) -> MultiPolygon:
    found = _geos(shape)
    return found if isinstance(found, MultiPolygon) else MultiPolygon(found, srid=4326)


def _multiline(shape: Any) -> MultiLineString:
    found = _geos(shape)
    return found if isinstance(found, MultiLineString) else MultiLineString(found, srid=4326)


@transaction.atomic
def lay_map(plan: Plan, *, at: datetime) -> dict[str, int]:
    """Streets, blocks and places; returns how many of each."""
    grounds: dict[str, Ground] = {a.code: a.ground for a in Area.objects.filter(scheme=SCHEME, level="grid").order_by()}
    counts = replace_map(
        COUNTY[0],
        streets=(NewStreet(s.name, s.kind, _multiline(s.path)) for s in plan.streets),
        blocks=(NewBlock(b.name, b.kind, _multipolygon(b.extent)) for b in plan.blocks),
        places=(NewPlace(p.name, p.kind, Point(p.at.x, p.at.y, srid=4326), grounds[p.grid]) for p in plan.places),
        by=SYSTEM,
        at=at,
    )
    return dict(counts)


def post_staff(plan: Plan, *, at: datetime) -> tuple[int, int]:
    """Units, people and their postings, each in a transaction of its own; returns how many units and people.

    Whoever is there already stays: after an interruption the next call goes on.
    """
    found = bodies(plan)
    units = _units(found, at)
    people = staff(plan, found)
    users = dict(User.objects.order_by().values_list("username", "pk"))
    for person in people:
        if person.username not in users:
            users[person.username] = _user(person, at)
    posted = set(Posting.objects.order_by().values_list("user_id", "unit_id", "role__code"))
    for person in people:
        for job in person.jobs:
            unit = units[job.area, job.unit]
            if (users[person.username], unit, job.role) not in posted:
                create_posting(users[person.username], form=_posting(job, unit, at), by=SYSTEM, at=at)
    accounts.share_password([person.username for person in people], PASSWORD, by=SYSTEM, at=at)
    _count_anew()
    return len(found), len(people)


def _count_anew() -> None:
    """Tell the planner at once how large the tables have become; otherwise it joins them as if they were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, accounts_role, areas_area, areas_unit, areas_posting")


def _units(found: Iterable[Body], at: datetime) -> dict[tuple[str, str], int]:
    there = Unit.objects.filter(area__scheme=SCHEME).order_by().values_list("area__code", "name", "pk")
    units = {(area, name): pk for area, name, pk in there}
    desks: dict[str, int] = {}
    for number, body in enumerate(found):
        form = UnitForm(
            name=body.name,
            short_name=body.short_name,
            functions=body.functions,
            parent_id=desks.get(body.parent),
            phone=phone(HOTLINE_SERIAL + 10_000 + number),
        )
        key = (body.area, body.name)
        if key not in units:
            units[key] = create_unit(area_code=body.area, kind=body.kind, form=form, by=SYSTEM, at=at).pk
        if body.kind == "desk":
            desks[body.name] = units[key]
    return units


def _user(person: Person, at: datetime) -> int:
    return accounts.create_user(
        username=person.username,
        full_name=person.full_name,
        password=None,
        work_phone=person.phone,
        must_change_password=False,
        by=SYSTEM,
        at=at,
    ).pk


def _posting(job: Job, unit: int, at: datetime) -> PostingForm:
    return PostingForm(
        unit_id=unit,
        role_code=job.role,
        ground_code=job.ground,
        from_on=first_day(at),
        title=job.title,
        is_public=job.is_public,
    )


#: Lines of the responsibility list that differ from the catalogue: area, matter, lead, assisting, level, duty, note.
DUTIES: tuple[tuple[str, str, str, tuple[str, ...], str, str, str], ...] = (
    ("", "0201", "城市管理局", ("公安交警大队",), "", "basic", "城区流动摊贩由城管牵头，占用机动车道时交警配合"),
    ("", "0301", "市政设施管理中心(产权单位)", ("公安交警大队",), "", "basic", "车行道井盖由交警配合疏导"),
    ("", "0402", "公安交警大队", ("消防救援大队",), "", "basic", ""),
    ("", "0501", "城市管理局", ("自然资源和规划局",), "", "shared", "镇街发现上报，县级查处"),
    ("", "0603", "社区居委会(物业)", ("街道(乡镇)应急办",), "", "basic", ""),
    ("", "0702", "应急管理局", (), "county", "withdrawn", "重大事故隐患由县级办理，不得下派"),
    ("", "0703", "应急管理局", ("公安派出所",), "county", "withdrawn", "危险化学品由县级办理，不得下派"),
    ("", "0909", "生态环境局", (), "county", "withdrawn", "危险废物由县级办理，不得下派"),
    ("", "1605", "排水管理单位", ("市政设施管理中心", "公安交警大队"), "", "basic", "汛期联动"),
    ("001", "0206", "街道(乡镇)综合管理办", ("城市管理局",), "", "basic", "鼓楼街道由综合管理办先行规范停放"),
    ("004", "0504", "住房和城乡建设局", ("生态环境局", "城市管理局"), "", "basic", "开发区工地集中，三家联合"),
)


@transaction.atomic
def set_matters(*, at: datetime) -> tuple[int, int]:
    """The default catalogue and the county's own responsibility list; returns how many matters and lines."""
    loaded = load_default_catalogue(at=at, by=SYSTEM)
    lines = [
        ResponsibilityValues(
            area_code=COUNTY[0] + area,
            matter_code=matter,
            lead_function=lead,
            assist_functions=assisting,
            level=level,
            duty_type=duty,
            note=note,
        )
        for area, matter, lead, assisting, level, duty, note in DUTIES
    ]
    expected = {line.scope: 0 for line in lines}
    saved = save_responsibilities(lines, expected=expected, by=SYSTEM, at=at, note=DUTIES_NOTE)
    return len(loaded.written), len(saved.written)
