"""The staff of the demo county: who sits where, in which role, on which ground. Nobody here exists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from linli.demo.plan import Ground, Plan
from linli.demo.planar import dice
from linli.demo.units import Body, desk_name
from linli.demo.words import people as names_of_people

#: Mobile numbers that begin with 154 are not given out in China.
PHONE_PREFIX = "154"
HELPER_EVERY = 12


@dataclass(frozen=True, slots=True)
class Job:
    """One posting: for a unit (its area and name), in a role, on a ground."""

    area: str
    unit: str
    role: str
    ground: str
    title: str
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff and what they do."""

    username: str
    full_name: str
    phone: str
    jobs: tuple[Job, ...]


def phone(number: int) -> str:
    """A telephone number nobody has."""
    return f"{PHONE_PREFIX}{number:08}"


def staff(plan: Plan, bodies: list[Body]) -> list[Person]:
    """Everybody who signs in, in a fixed order; usernames are made of the role and the code of the ground."""
    names = names_of_people(dice(plan.seed, "people"))
    wanted = [*_county_jobs(plan), *_desk_jobs(plan), *_unit_jobs(bodies), *_grid_jobs(plan)]
    return [
        Person(username, next(names), phone(10_000_000 + number * 7), jobs)
        for number, (username, jobs) in enumerate(wanted, 1)
    ]


Wanted = tuple[str, tuple[Job, ...]]


def _county_jobs(plan: Plan) -> Iterator[Wanted]:
    county = plan.level("county")[0]
    desk = desk_name(county)
    for username, role, title in (
        ("admin", "administrator", "系统管理员"),
        ("auditor", "auditor", "审计员"),
        ("leader.county", "leader", "县综治中心主任"),
        ("leader.deputy", "leader", "县综治中心副主任"),
        ("supervisor.county", "supervisor", "督办科科长"),
        ("supervisor.county2", "supervisor", "督办员"),
    ):
        yield username, (Job(county.code, desk, role, county.code, title),)


def _desk_jobs(plan: Plan) -> Iterator[Wanted]:
    county = plan.level("county")[0]
    for number in ("", "2", "3"):
        yield f"desk.county{number}", (_at_desk(county, "desk", county.code, "县综治中心受理派遣员"),)
    for town in plan.level("town"):
        yield f"desk.{town.code}", (_at_desk(town, "desk", town.code, f"{town.name}综治中心受理派遣员"),)
        yield f"leader.{town.code}", (_at_desk(town, "leader", town.code, f"{town.name}综治中心主任"),)
    for community in plan.level("community"):
        yield f"desk.{community.code}", (_at_desk(community, "desk", community.code, f"{community.name}综治专干"),)


def _at_desk(area: Ground, role: str, ground: str, title: str, *, is_public: bool = False) -> Job:
    return Job(area.code, desk_name(area), role, ground, title, is_public)


def _unit_jobs(bodies: list[Body]) -> Iterator[Wanted]:
    """One handler for every body; the head of a community committee mediates too, and comes in as mediator."""
    number: dict[str, int] = {}
    waiting: dict[str, Job] = {}
    for body in bodies:
        if body.kind == "desk":
            continue
        job = Job(body.area, body.name, "handler", body.area, f"{body.short_name}承办人")
        number[body.area] = number.get(body.area, 0) + 1
        if body.level == "community" and number[body.area] == 1:
            waiting[body.area] = job
        elif body.area in waiting:
            yield f"handler.{body.area}.1", (job, waiting.pop(body.area))
        else:
            yield f"handler.{body.area}.{number[body.area]}", (job,)


def _grid_jobs(plan: Plan) -> Iterator[Wanted]:
    communities = {area.code: area for area in plan.level("community")}
    for community in communities.values():
        title = f"{community.name}一级网格长"
        yield f"chief.{community.code}", (_at_desk(community, "grid_chief", community.code, title, is_public=True),)
    for number, grid in enumerate(plan.level("grid")):
        desk = communities[grid.parent]
        title = f"{grid.name}二级网格员"
        yield f"grid.{grid.code}", (_at_desk(desk, "grid_worker", grid.code, title, is_public=True),)
        if number % HELPER_EVERY == 0 and grid.kind == "普通":
            title = f"{grid.name}三级微网格员"
            yield f"micro.{grid.code}", (_at_desk(desk, "grid_worker", grid.code, title, is_public=True),)
