"""Squares of the map hold what cases say, at every moment: folded, not folded, moved, ended, and counted anew."""

from datetime import date, timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_GRID, Cast, make_cast
from tests.stories import bring, do, load_catalogue, reported

from linli.areas.rules import Level
from linli.cases.models import Case
from linli.geo.tiles import tile_at
from linli.lib.sql import statement
from linli.maps.actions import fold, rebuild
from linli.maps.models import Cell, CellChange
from linli.maps.queries import cells
from linli.maps.rules import CELL_ZOOMS, CELLS, cluster_zoom, density_zoom, month_number

MARCH = date(2026, 3, 1)


@pytest.fixture
def town(cast: Cast) -> Cast:
    load_catalogue(cast)
    return cast


def squares(owner: str, z: int = 10) -> tuple[int, int, int]:
    """Open, red, and reported in March, of an area's squares around the grid, as a reader sees them."""
    tile = tile_at(*INSIDE_GRID, z)
    values = cells._inside(*tile, cluster_zoom(z)) | {"owner": owner, "first": month_number(MARCH)}
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "cells"), values | {"last": month_number(MARCH)})
        rows = cursor.fetchall()
    return sum(row[2] for row in rows), sum(row[3] for row in rows), sum(row[4] or 0 for row in rows)


def kept() -> list[tuple[object, ...]]:
    rows = Cell.objects.order_by("owner", "zoom", "x", "y").values_list(
        "owner", "zoom", "x", "y", "open", "red", "east", "south", "opened"
    )
    said = [(*row[:8], [month or 0 for month in row[8]]) for row in rows]
    return [row for row in said if any(row[4:8]) or any(row[8])]


def test_a_report_counts_at_once_for_every_area_it_lies_in_and_for_no_other(town):
    reported()
    areas = town.areas
    owners = (areas.city, areas.county, areas.town, areas.community, areas.grid, areas.other_grid, areas.other_town)
    assert [squares(one.code) for one in owners] == [(1, 0, 1)] * 5 + [(0, 0, 0)] * 2


def test_folding_changes_nothing_that_is_read(town):
    for lon, lat in (INSIDE_GRID, INSIDE_GRID, INSIDE_FAR_GRID):
        reported(lon=lon, lat=lat)
    before = squares(town.areas.county.code)
    assert (fold(most=2), fold(), fold()) == (2, 1, 0)
    assert not CellChange.objects.exists()
    assert before == squares(town.areas.county.code) == (3, 0, 3)


def test_a_case_that_ends_is_open_no_longer_but_stays_reported(town):
    case = reported()
    fold()
    bring(case, town, "finished")
    assert squares(town.areas.county.code) == (0, 0, 1)
    fold()
    assert squares(town.areas.county.code) == (0, 0, 1)


def test_a_case_that_turns_red_is_counted_red_until_it_ends(town):
    case = bring(reported(), town, "filed")
    Case.objects.filter(pk=case.pk).update(light="red")
    assert squares(town.areas.grid.code) == (1, 1, 1)
    Case.objects.filter(pk=case.pk).update(is_final=True, due_at=None, warn_at=None)
    assert squares(town.areas.grid.code) == (0, 0, 1)


def test_a_case_whose_ground_changes_moves_from_area_to_area(town):
    case = reported()
    fold()
    Case.objects.filter(pk=case.pk).update(grid=town.areas.other_grid.code)
    assert (squares(town.areas.grid.code), squares(town.areas.other_grid.code)) == ((0, 0, 0), (1, 0, 1))
    assert squares(town.areas.community.code) == (1, 0, 1)


def test_open_cases_count_for_the_unit_that_leads_and_leave_no_trace_of_it(town):
    case = bring(reported(), town, "handling")
    unit = f"u{town.units.department.pk}"
    assert squares(unit) == (1, 0, 1)  # not folded yet
    fold()
    assert squares(unit) == (1, 0, 0)
    assert squares(town.areas.county.code) == (1, 0, 1)
    bring(case, town, "finished")
    fold()
    assert not Cell.objects.filter(owner=unit).exists()


def test_squares_of_a_posting_hold_nothing_that_it_may_not_see(town):
    owners = {
        name: cells.squares_of(getattr(town, name).actor) for name in ("leader", "grid_worker", "handler", "admin")
    }
    assert owners == {
        "leader": town.areas.county.code,
        "grid_worker": town.areas.grid.code,
        "handler": f"u{town.units.department.pk}",
        "admin": "",
    }


def test_what_does_not_move_a_square_is_not_noted(town):
    case = reported()
    noted = CellChange.objects.count()
    do(case, "accept", town.community_desk.actor)
    assert CellChange.objects.count() == noted == 1
    do(case, "dispatch", town.community_desk.actor, lead=town.units.department.pk, assists=[])
    assert CellChange.objects.count() == 3  # taken from no unit, given to one


def test_counting_anew_finds_what_was_kept(town):
    for number, (lon, lat) in enumerate([INSIDE_GRID, INSIDE_FAR_GRID, INSIDE_GRID]):
        case = reported(lon=lon, lat=lat, at=AT + timedelta(days=20 * number))
        fold(most=1)
    bring(case, town, "finished")
    fold()
    before = kept()
    rebuild()
    assert before
    assert kept() == before


def test_a_case_without_a_place_is_on_no_map(town):
    reported(lon=None, lat=None, ground_code=town.areas.community.code)
    assert not CellChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_fold_at_once_fold_nothing_twice():
    town = make_cast()
    load_catalogue(town)
    for _ in range(6):
        reported()

    def work() -> None:
        fold(most=2)
        connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not CellChange.objects.exists()
    assert squares(town.areas.county.code) == (6, 0, 6)


def test_a_fold_that_dies_half_way_leaves_everything_as_it_was(town, monkeypatch):
    reported()

    def die(*_args: object, **_more: object) -> None:
        CellChange.objects.all().delete()
        raise KeyboardInterrupt

    monkeypatch.setattr("linli.maps.actions._spread", die)
    with pytest.raises(KeyboardInterrupt):
        fold()
    assert squares(town.areas.county.code) == (1, 0, 1)


def test_density_counts_the_months_that_are_asked_for(town):
    for days in (0, 0, 31, 62):
        reported(at=AT + timedelta(days=days))
    fold()
    tile, owner = tile_at(*INSIDE_GRID, 12), town.areas.county.code

    def drawn(first: date, last: date) -> bool:
        return bool(cells.density_tile(*tile, owner=owner, first=first, last=last))

    assert drawn(MARCH, date(2026, 4, 1))
    assert not drawn(date(2025, 1, 1), date(2026, 2, 1))
    assert not drawn(date(2026, 6, 1), date(2026, 7, 1))


def test_few_cases_are_left_to_be_drawn_singly_unless_many_of_others_lie_between_them(town, monkeypatch):
    reported()
    tile, county, grid = tile_at(*INSIDE_GRID, 10), town.areas.county.code, town.areas.grid.code
    assert cells.cluster_tile(*tile, county) is None
    assert cells.cluster_tile(*tile, grid, ground=grid) is None
    monkeypatch.setattr(cells, "MANY", 0)
    assert cells.cluster_tile(*tile, county) is None
    assert cells.cluster_tile(*tile, grid, ground=grid)
    monkeypatch.setattr(cells, "FEW", 0)
    assert cells.cluster_tile(*tile, county)
    assert cells.cluster_tile(*tile, town.areas.other_town.code) is None


@pytest.mark.parametrize("z", range(6, 17))
def test_every_zoom_has_its_squares(z):
    assert 2 ** (cluster_zoom(z) - z) in {8, 16}
    assert cluster_zoom(z) in CELL_ZOOMS
    assert z > 12 or 2 ** (density_zoom(z) - z) in {16, 32}


def test_squares_stand_no_closer_than_points_do():
    assert 2 ** (cluster_zoom(12) - 12) <= CELLS <= 16


@pytest.mark.parametrize(
    ("on", "number"), [(date(2020, 1, 31), 1), (date(2020, 12, 1), 12), (date(2026, 3, 4), 75), (date(2011, 5, 1), 1)]
)
def test_months_are_numbered_from_2020(on, number):
    assert month_number(on) == number


def test_levels_of_squares_are_those_of_cases():
    assert set(cells.LEVELS) == {level.value for level in Level} - {"province", "micro_grid"}


def test_a_square_that_has_gone_wrong_is_found_and_counted_anew(town):
    reported()
    fold()
    call_command("maps_check", stdout=StringIO())
    Cell.objects.filter(owner=town.areas.grid.code, zoom=9).update(open=7)
    with pytest.raises(CommandError, match="1 个图格有出入"):
        call_command("maps_check")
    assert Cell.objects.get(owner=town.areas.grid.code, zoom=9).open == 7
    said = StringIO()
    call_command("maps_check", "--repair", stdout=said)
    assert "已重算" in said.getvalue()
    assert Cell.objects.get(owner=town.areas.grid.code, zoom=9).open == 1
