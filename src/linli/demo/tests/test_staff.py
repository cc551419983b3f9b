"""Units and people of the demo county: somebody answers for every matter everywhere."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import linli.matters
from linli.accounts.permissions import DEFAULT_ROLES
from linli.demo.people import staff
from linli.demo.plan import draw_plan
from linli.demo.units import COURTS, answering, bodies


@pytest.fixture(scope="module")
def plan():
    return draw_plan()


@pytest.fixture(scope="module")
def units(plan):
    return bodies(plan)


def functions() -> set[str]:
    catalogue = Path(linli.matters.__file__).parent / "data" / "catalogue.csv"
    with catalogue.open(encoding="utf-8-sig") as rows:
        return {row["default_department"] for row in csv.DictReader(rows)}


def test_exactly_one_unit_answers_for_every_matter_from_every_grid(plan, units):
    wanted = functions()
    assert wanted
    for grid in plan.level("grid"):
        wrong = {name: found for name in wanted if len(found := answering(units, name, grid.code)) != 1}
        assert wrong == {}


def test_no_area_has_two_units_of_a_name(units):
    assert [key for key, times in Counter((unit.area, unit.name) for unit in units).items() if times > 1] == []


def test_thirty_departments_sit_at_county_level_and_every_area_down_to_the_community_has_a_desk(plan, units):
    assert sum(unit.kind == "department" for unit in units) == 30 + len(COURTS)
    desks = {unit.area for unit in units if unit.kind == "desk"}
    assert desks == {area.code for area in plan.areas if area.level != "grid"}


def test_everybody_has_a_name_of_their_own_and_a_telephone_that_nobody_has(plan, units):
    people = staff(plan, units)
    assert len({person.username for person in people}) == len(people)
    assert len({person.full_name for person in people}) == len(people)
    assert all(person.phone.startswith("154") and len(person.phone) == 11 for person in people)


def test_every_job_is_for_a_known_unit_in_a_known_role_and_no_unit_stays_empty(plan, units):
    jobs = [job for person in staff(plan, units) for job in person.jobs]
    known = {(unit.area, unit.name) for unit in units}
    assert {(job.area, job.unit) for job in jobs} == known
    assert {job.role for job in jobs} == {code for code, _, _ in DEFAULT_ROLES}


def test_every_grid_has_its_worker_and_every_community_its_chief(plan, units):
    jobs = [job for person in staff(plan, units) for job in person.jobs]
    assert {grid.code for grid in plan.level("grid")} <= {job.ground for job in jobs if job.role == "grid_worker"}
    chiefs = {job.ground for job in jobs if job.role == "grid_chief"}
    assert chiefs == {area.code for area in plan.level("community")}
