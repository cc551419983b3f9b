"""The named cast every room's tests play with: one small county, its neighbour, and who works there.

    990101 镜河县 ─ 990101001 城关街道 ─ 990101001001 鼓楼社区 ─ …001 (grid, west) and …002 (other_grid, east)
                  └ 990101002 柳浦镇   ─ 990101002001 柳浦社区 ─ …001 (far_grid)
    990102 邻县   ─ 990102001 邻县街道

Grids are squares of 0.01 degrees side by side; ``INSIDE_*`` are points in their middle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import MultiPolygon, Polygon
from factory.django import DjangoModelFactory

from linli.accounts.actions import ensure_default_roles
from linli.accounts.models import Role, User
from linli.areas.access import actor_of
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import RESIDENT, Actor, Level

#: A Wednesday morning in working hours, for actions that are told the time.
AT = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SINCE = date(2020, 1, 1)
PASSWORD = "correct-horse-battery"

INSIDE_GRID = (120.005, 30.005)
INSIDE_OTHER_GRID = (120.015, 30.005)
INSIDE_FAR_GRID = (120.025, 30.005)
INSIDE_NEIGHBOUR = (120.105, 30.005)
OUTSIDE = (121.5, 31.5)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def square(lon: float, lat: float = 30.0, *, width: float = 0.01, height: float = 0.01) -> MultiPolygon:
    """A rectangle with its south-west corner here, in degrees."""
    return MultiPolygon(Polygon.from_bbox((lon, lat, lon + width, lat + height)), srid=4326)


class AreaFactory(DjangoModelFactory[Area]):
    """An area with its ancestors' codes, taken from ``parent``."""

    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"98{n:04d}")
    level = Level.COUNTY
    name = factory.LazyAttribute(lambda o: f"区划{o.code}")
    scheme = "test"
    valid_from = SINCE

    @classmethod
    def _create(cls, model_class: type[Area], *args: Any, **kwargs: Any) -> Any:
        levels = ("city", "county", "town", "community", "grid")
        parent = kwargs.get("parent")
        above = {level: getattr(parent, level, "") for level in levels}
        return super()._create(model_class, *args, **(above | {str(kwargs["level"]): kwargs["code"]} | kwargs))


class UserFactory(DjangoModelFactory[User]):
    """Somebody who signs in with ``PASSWORD``."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.LazyAttribute(lambda o: o.username)
    password = factory.LazyFunction(_hashed)


class UnitFactory(DjangoModelFactory[Unit]):
    """A department of a county."""

    class Meta:
        model = Unit

    area = factory.SubFactory(AreaFactory)
    kind = "department"
    name = factory.Sequence(lambda n: f"单位{n}")


class PostingFactory(DjangoModelFactory[Posting]):
    """A posting on its unit's area, in force since long ago and without an end."""

    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    ground = factory.LazyAttribute(lambda o: o.unit.area)
    from_on = SINCE

    @classmethod
    def _create(cls, model_class: type[Posting], *args: Any, **kwargs: Any) -> Any:
        if isinstance(role := kwargs.get("role", "handler"), str):
            kwargs["role"] = Role.objects.get(code=role)
        return super()._create(model_class, *args, **kwargs)


new_area: Callable[..., Area] = AreaFactory.create
new_user: Callable[..., User] = UserFactory.create
new_unit: Callable[..., Unit] = UnitFactory.create
new_posting: Callable[..., Posting] = PostingFactory.create


@dataclass(frozen=True)
class Player:
    """One person of the cast: the posting, and the actor that rules see."""

    posting: Posting
    actor: Actor

    @property
    def user(self) -> User:
        """Who signs in."""
        return self.posting.user


@dataclass(frozen=True)
class Areas:
    """The ground of the cast; see the drawing at the top."""

    city: Area
    county: Area
    town: Area
    community: Area
    grid: Area
    other_grid: Area
    other_town: Area
    other_community: Area
    far_grid: Area
    neighbour_county: Area
    neighbour_town: Area
    neighbour_community: Area
    neighbour_grid: Area


@dataclass(frozen=True)
class Units:
    """The bodies that answer for the ground."""

    county_desk: Unit
    town_desk: Unit
    community_desk: Unit
    other_town_desk: Unit
    department: Unit
    other_department: Unit
    office: Unit
    neighbour_desk: Unit
    neighbour_department: Unit


@dataclass(frozen=True)
class Cast:
    """Everybody; the username of each is the name of the field."""

    areas: Areas
    units: Units
    admin: Player
    auditor: Player
    leader: Player
    supervisor: Player
    county_desk: Player
    other_county_desk: Player
    town_desk: Player
    other_town_desk: Player
    community_desk: Player
    handler: Player
    other_handler: Player
    office_handler: Player
    grid_worker: Player
    other_grid_worker: Player
    grid_chief: Player
    stranger: Player
    neighbour_handler: Player
    neighbour_admin: Player
    without_posting: User
    resident: Actor = RESIDENT
    at: datetime = AT

    @property
    def players(self) -> dict[str, Player]:
        """Everybody with a posting, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Player)}


def make_areas() -> Areas:
    """The two counties with everything below them."""
    city = new_area(code="9901", level=Level.CITY, name="镜河市")
    county = new_area(code="990101", level=Level.COUNTY, name="镜河县", parent=city)
    town = new_area(code="990101001", level=Level.TOWN, name="城关街道", parent=county)
    other_town = new_area(code="990101101", level=Level.TOWN, name="柳浦镇", parent=county)
    community = _community(town, "鼓楼社区", 120.0, width=0.02)
    other_community = _community(other_town, "柳浦社区", 120.02, width=0.01)
    neighbour = new_area(code="990102", level=Level.COUNTY, name="邻县", parent=city)
    neighbour_town = new_area(code="990102001", level=Level.TOWN, name="邻县街道", parent=neighbour)
    neighbour_community = _community(neighbour_town, "邻县社区", 120.1, width=0.01)
    return Areas(
        city=city,
        county=county,
        town=town,
        community=community,
        grid=_grid(community, 1, 120.0),
        other_grid=_grid(community, 2, 120.01),
        other_town=other_town,
        other_community=other_community,
        far_grid=_grid(other_community, 1, 120.02),
        neighbour_county=neighbour,
        neighbour_town=neighbour_town,
        neighbour_community=neighbour_community,
        neighbour_grid=_grid(neighbour_community, 1, 120.1),
    )


def _community(town: Area, name: str, lon: float, *, width: float) -> Area:
    extent = square(lon, width=width)
    return new_area(code=f"{town.code}001", level=Level.COMMUNITY, name=name, parent=town, extent=extent)


def _grid(community: Area, number: int, lon: float) -> Area:
    name = f"{community.name}第{number}网格"
    code = f"{community.code}{number:03d}"
    return new_area(code=code, level=Level.GRID, name=name, parent=community, extent=square(lon))


def make_units(areas: Areas) -> Units:
    """Desks at every level, departments of the county, an office of the town."""
    county_desk = new_unit(area=areas.county, kind="desk", name="镜河县综治中心", short_name="县综治中心")
    town_desk = new_unit(area=areas.town, kind="desk", name="城关街道综治中心", parent=county_desk)
    return Units(
        county_desk=county_desk,
        town_desk=town_desk,
        community_desk=new_unit(area=areas.community, kind="desk", name="鼓楼社区综治工作站", parent=town_desk),
        other_town_desk=new_unit(area=areas.other_town, kind="desk", name="柳浦镇综治中心", parent=county_desk),
        department=new_unit(
            area=areas.county, name="镜河县城市管理局", short_name="县城管局", functions=["城市管理局"]
        ),
        other_department=new_unit(
            area=areas.county, name="镜河县住房和城乡建设局", short_name="县住建局", functions=["住房和城乡建设局"]
        ),
        office=new_unit(
            area=areas.town,
            kind="office",
            name="城关街道城市管理办公室",
            short_name="街道城管办",
            functions=["街道城管办"],
        ),
        neighbour_desk=new_unit(area=areas.neighbour_county, kind="desk", name="邻县综治中心"),
        neighbour_department=new_unit(area=areas.neighbour_county, name="邻县城市管理局", functions=["城市管理局"]),
    )


def player(name: str, role: str, unit: Unit, ground: Area | None = None) -> Player:
    """One person with one posting, called by the username."""
    user = new_user(username=name, full_name=name)
    posting = new_posting(user=user, role=role, unit=unit, ground=ground or unit.area)
    return Player(posting, actor_of(posting))


def make_cast() -> Cast:
    """Everybody, with the default roles."""
    ensure_default_roles(at=AT)
    areas = make_areas()
    units = make_units(areas)
    return Cast(
        areas=areas,
        units=units,
        admin=player("admin", "administrator", units.county_desk),
        auditor=player("auditor", "auditor", units.county_desk),
        leader=player("leader", "leader", units.county_desk),
        supervisor=player("supervisor", "supervisor", units.county_desk),
        county_desk=player("county_desk", "desk", units.county_desk),
        other_county_desk=player("other_county_desk", "desk", units.county_desk),
        town_desk=player("town_desk", "desk", units.town_desk),
        other_town_desk=player("other_town_desk", "desk", units.other_town_desk),
        community_desk=player("community_desk", "desk", units.community_desk),
        handler=player("handler", "handler", units.department),
        other_handler=player("other_handler", "handler", units.other_department),
        office_handler=player("office_handler", "handler", units.office),
        grid_worker=player("grid_worker", "grid_worker", units.community_desk, areas.grid),
        other_grid_worker=player("other_grid_worker", "grid_worker", units.community_desk, areas.other_grid),
        grid_chief=player("grid_chief", "grid_chief", units.community_desk, areas.grid),
        stranger=player("stranger", "desk", units.neighbour_desk),
        neighbour_handler=player("neighbour_handler", "handler", units.neighbour_department),
        neighbour_admin=player("neighbour_admin", "administrator", units.neighbour_desk),
        without_posting=new_user(username="without_posting", full_name="without_posting"),
    )
