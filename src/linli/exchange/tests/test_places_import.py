"""A register of addresses comes in: every line gets a verdict, good ones are kept, a second run changes nothing."""

import csv
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_GRID, INSIDE_NEIGHBOUR, INSIDE_OTHER_GRID, OUTSIDE, Cast, make_cast

from linli.accounts.audit.models import Entry
from linli.areas.models import Area
from linli.areas.rules import SYSTEM, Ground, NotAllowed, Refused
from linli.exchange.places import files, import_places, preview_places, write_errors
from linli.exchange.places.importing import Source
from linli.geo.coords import System, from_wgs84
from linli.registers.places.actions import Edition, NewPlace, Reported, Verdict, replace_map
from linli.registers.places.models import Place
from linli.registers.places.queries import search_places

HEADER = "编码,名称,类别,区划代码,经度,纬度"
GRID, COMMUNITY, TOWN, COUNTY = "990101001001001", "990101001001", "990101001", "990101"
NEIGHBOUR = "990102"
MAIN = Edition("地址库")


def line(code: str, name: str = "", *, kind: str = "地址", area: str = GRID, at: tuple[Any, Any] = INSIDE_GRID) -> str:
    return f"{code},{name or f'人民路{code[1:]}号'},{kind},{area},{at[0]},{at[1]}"


def near(number: int) -> tuple[float, float]:
    return INSIDE_GRID[0] + number * 0.00001, INSIDE_GRID[1]


GOOD = [line(f"a{number}", at=near(number)) for number in range(1, 6)]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(*lines: str | bytes, header: str = HEADER, encoding: str = "utf-8") -> Path:
        path = tmp_path / "places.csv"
        rows = [one if isinstance(one, bytes) else one.encode(encoding) for one in (header, *lines)]
        path.write_bytes(b"\n".join(rows) + b"\n")
        return path

    return written


@pytest.fixture
def bring(cast: Cast, write) -> Callable[..., Verdict]:  # noqa: ARG001 - its ground is imported on
    """Imports lines; what was not taken is kept in ``bring.reported``."""

    def run(*lines: str | bytes, edition: Edition = MAIN, by=SYSTEM, system=System.WGS84, **options) -> Verdict:
        def report(told):
            run.reported = list(told)  # type: ignore[attr-defined]  # for the test to read

        encoding = options.get("encoding", "utf-8")
        return import_places(Source(write(*lines, **options), encoding, system), edition, by=by, at=AT, report=report)

    return run


def reasons(bring) -> dict[int, str]:
    return {told.line: told.reason for told in bring.reported}


def rows() -> list[tuple[Any, ...]]:
    """Where each row lies on disk: the same list twice means that nothing was written between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text FROM places_place ORDER BY id")
        return list(cursor.fetchall())


def test_good_lines_are_found_afterwards_on_their_ground(bring, cast):
    done = bring(*GOOD, line("b1", "人民公园", kind="地标", area="", at=INSIDE_OTHER_GRID))
    assert done == Verdict(read=6, added=6, changed=0, gone=0, bad=0)
    park = Place.objects.get(code="b1")
    assert (park.kind, park.source, park.ground) == ("landmark", "地址库", cast.areas.other_grid.ground)
    assert park.point.coords == INSIDE_OTHER_GRID
    assert [place.name for place in search_places("rml3", COUNTY)] == ["人民路3号"]
    entry = Entry.objects.get(verb="place.import")
    assert (entry.subject_id, entry.detail["added"]) == ("地址库", 6)


def test_a_second_run_writes_nothing(bring):
    bring(*GOOD)
    before = rows(), Entry.objects.count()
    done = bring(*GOOD)
    assert (done.same, done.written) == (5, 0)
    assert (rows(), Entry.objects.count()) == before


def test_a_later_edition_changes_what_it_says_otherwise_and_leaves_the_rest(bring, cast):
    bring(*GOOD)
    moved = line("a1", "人民路1号甲", area="", at=INSIDE_FAR_GRID)
    done = bring(moved, *GOOD[1:3], line("c1", "新华街1号", at=near(9)))
    assert done == Verdict(read=4, added=1, changed=1, gone=0, bad=0)
    changed = Place.objects.get(code="a1")
    assert (changed.name, changed.ground) == ("人民路1号甲", cast.areas.far_grid.ground)
    assert Place.objects.count() == 6


def test_a_whole_edition_takes_away_what_it_does_not_name(bring):
    bring(*GOOD)
    whole = Edition("地址库", whole=True)
    done = bring(*GOOD[:3], line("a4", "", kind="不知道"), edition=whole)
    assert (done.gone, done.bad, done.same) == (1, 1, 3)
    assert sorted(Place.objects.values_list("code", flat=True)) == ["a1", "a2", "a3", "a4"]


def test_a_whole_edition_that_names_too_little_looks_cut_off(bring):
    bring(*(line(f"a{number}", at=near(number)) for number in range(30)))
    with pytest.raises(Refused, match="文件可能不完整"):
        bring(*GOOD, edition=Edition("地址库", whole=True))
    assert Place.objects.count() == 30
    assert bring(*GOOD, edition=Edition("地址库", whole=True, many_may_go=True)).gone == 25


def test_a_whole_edition_with_a_line_that_cannot_be_read_takes_nothing_away(bring):
    bring(*GOOD)
    with pytest.raises(Refused, match="读不出编码"):
        bring(*GOOD[:3], "broken", edition=Edition("地址库", whole=True))
    assert Place.objects.count() == 5


def test_the_drawn_map_and_other_registers_stay_as_they_are(bring, cast):
    drawn = NewPlace("鼓楼", "landmark", Point(*INSIDE_GRID, srid=4326), cast.areas.grid.ground)
    replace_map(COUNTY, streets=[], blocks=[], places=[drawn], by=SYSTEM, at=AT)
    bring(*GOOD)
    assert bring(GOOD[0], edition=Edition("另一册", whole=True)).added == 1
    assert Place.objects.count() == 7
    replace_map(COUNTY, streets=[], blocks=[], places=[drawn], by=SYSTEM, at=AT)
    assert Place.objects.count() == 7


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line("", "无名路1号"), "编码为空"),
        (line("x" * 65), "编码超过 64 个字符"),
        (line("a9", " "), "名称为空"),
        (line("a9", "长" * 121), "名称超过 120 个字"),
        (line("a9", "人民路\ufffd号"), "名称含有无法识别的字符（原文件转码有误）"),
        (line("a9", "人民路\x0b1号"), "名称含有控制字符"),
        (line("a9", kind=""), "类别为空"),
        (line("a9", kind="人员"), "类别应为地址、小区或地标，实为“人员”"),
        (line("a9", area="GRID-1"), "区划代码应为数字，最多 18 位"),
        (line("a9", area="990199"), "没有区划代码 990199"),
        (line("a9", area="9901"), "区划 9901 太大，请填写区县或更下级的代码"),
        (line("a9", at=("东经120", "30")), "经度、纬度应为数字"),
        (line("a9", at=("nan", "30")), "经度、纬度应为数字"),
        (line("a9", at=("", "")), "经度、纬度应为数字"),
        (line("a9", at=INSIDE_GRID[::-1]), "经度和纬度写反了"),
        (line("a9", at=(2.35, 48.85)), "坐标不在中国范围内"),
        (line("a9", at=INSIDE_FAR_GRID), f"位置不在区划 {GRID} 内"),
        (line("a9", at=OUTSIDE), f"位置不在区划 {GRID} 内"),
        (line("a9", area="", at=OUTSIDE), "位置不在任何区划的边界内，请核对坐标，或填写区划代码"),
        (line("a1", "另一个名字", at=near(50)), "编码重复，首见于第 2 行"),
        (line("a9", "人民路1号", at=near(1)), "与第 2 行的名称和位置都相同"),
        ("a9,人民路9号,地址", "应有 6 列，实有 3 列"),
        (line("a9") + ",多", "应有 6 列，实有 7 列"),
        ('"a9,人民路9号,地址,,120,30', "引号不配对，不是有效的 CSV"),
        ("a9,人民路\x009号,地址,,120,30", "含有空字符，文件可能已损坏"),
        (line("a9").encode("gb18030"), "不是 UTF-8 编码（像是 GB18030，请选用该编码）"),
        (b"\xff\xfe\xff", "不是 UTF-8 编码"),
        (line("a9", "长" * 8000), "一行超过 20000 字节"),
    ],
)
def test_a_bad_line_is_told_with_its_reason_and_the_others_are_kept(bring, bad, reason):
    done = bring(*GOOD[:2], bad, *GOOD[2:])
    assert (done.added, done.bad) == (5, 1)
    assert reasons(bring) == {4: reason}


def test_an_area_that_has_ended_takes_no_places(bring, cast):
    Area.objects.filter(pk=cast.areas.grid.pk).update(valid_to=AT.date())
    assert bring(GOOD[0]).bad == 1
    assert reasons(bring) == {2: f"区划 {GRID} 已停用"}


@pytest.mark.parametrize("area", [GRID, COMMUNITY, TOWN, COUNTY, ""])
def test_a_line_may_name_any_ground_its_point_lies_on(bring, cast, area):
    bring(line("a1", area=area))
    assert Place.objects.get().ground == cast.areas.grid.ground


def test_where_no_border_is_known_the_named_area_is_believed(bring, cast):
    Area.objects.filter(code=cast.areas.grid.code).update(extent=None)
    bring(line("a1", at=(120.05, 30.05)))
    assert Place.objects.get().ground == cast.areas.grid.ground


def test_a_point_just_beside_its_area_still_belongs_to_it(bring, cast):
    """40 m east of the border the register is believed, 60 m are too far; a degree here has 96 km."""
    beside, too_far = (120.01 + 40 / 96_300, 30.005), (120.01 + 60 / 96_300, 30.005)
    done = bring(line("a1", at=beside), line("a2", at=too_far))
    assert (done.added, done.bad) == (1, 1)
    assert Place.objects.get().ground == cast.areas.grid.ground


@pytest.mark.parametrize("system", list(System))
def test_coordinates_of_every_system_come_to_the_same_place(bring, system):
    bring(line("a1", at=from_wgs84(system, *INSIDE_GRID)), system=system)
    assert Place.objects.get().point.coords == pytest.approx(INSIDE_GRID, abs=1e-8)
    assert bring(line("a1", at=from_wgs84(system, *INSIDE_GRID)), system=system).same == 1


def test_headings_may_be_english_and_stand_in_any_order_among_others(bring):
    done = bring(f"30.005,x,120.005,人民路1号,a1,address,{GRID}", header="\ufeffLAT,remark,Lon,name,code,kind,area")
    assert done.added == 1


def test_quoted_cells_full_width_numbers_and_empty_lines_are_read(bring):
    done = bring(
        '"a1","人民路1号,东侧","地址","","120.005","30.005"', "", "a2,新华街１号,小区,,１２０.００６,30.005", "  "
    )
    assert (done.read, done.added) == (2, 2)
    assert Place.objects.get(code="a1").name == "人民路1号,东侧"


def test_another_encoding_is_read_when_it_is_named(bring):
    assert bring(*GOOD, encoding="gb18030").added == 5
    assert Place.objects.filter(name="人民路1号").exists()


@pytest.mark.parametrize(
    ("header", "words"),
    [("", "是空的"), ("编码,名称,类别", "缺少 经度、纬度"), ("a;b;c", "缺少 编码"), ('"编码', "不是有效的 CSV")],
)
def test_a_file_without_its_columns_is_refused_whole(bring, header, words):
    with pytest.raises(files.Unreadable, match=words):
        bring(*GOOD, header=header)
    assert not Place.objects.exists()


def test_a_header_in_another_encoding_names_it(cast, write):  # noqa: ARG001 - the areas are there
    path = write(*GOOD, encoding="gb18030")
    with pytest.raises(files.Unreadable, match="像是 GB18030"):
        import_places(Source(path), MAIN, by=SYSTEM, at=AT)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(files.Unreadable, match="读不出"):
        list(files.batches(tmp_path / "none.csv"))


def test_a_preview_says_the_same_and_writes_nothing(bring, write):
    bring(*GOOD)
    before = rows(), Entry.objects.count()
    told: list[Reported] = []
    source = Source(write(*GOOD[:3], line("b1", at=near(8)), "bad"))
    done = preview_places(source, MAIN, by=SYSTEM, at=AT, report=told.extend)
    assert (done.read, done.added, done.same, done.bad) == (5, 1, 3, 1)
    assert [one.line for one in told] == [6]
    assert (rows(), Entry.objects.count()) == before


# ── who may ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_administrator_imports_on_the_own_ground_only(bring, cast):
    done = bring(GOOD[0], line("n1", area="", at=INSIDE_NEIGHBOUR), by=cast.admin.actor)
    assert (done.added, reasons(bring)) == (1, {3: "不在当前岗位的辖区内"})
    assert Entry.objects.get(verb="place.import").posting_id == cast.admin.actor.posting_id


def test_nobody_takes_a_place_away_from_the_neighbours(bring, cast):
    bring(line("n1", area="", at=INSIDE_NEIGHBOUR))
    done = bring(line("n1", area="", at=INSIDE_GRID), by=cast.admin.actor)
    assert (done.changed, reasons(bring)) == (0, {2: "不在当前岗位的辖区内"})
    whole = Edition("地址库", whole=True)
    assert bring(GOOD[0], edition=whole, by=cast.admin.actor).gone == 0
    assert Place.objects.get(code="n1").ground == cast.areas.neighbour_grid.ground


@pytest.mark.parametrize("who", ["county_desk", "grid_worker", "auditor"])
def test_without_the_permission_nothing_is_read(bring, cast, who):
    with pytest.raises(NotAllowed):
        bring(*GOOD, by=cast.players[who].actor)


# ── interruption and two at once ──────────────────────────────────────────────────────────────────────────


def test_an_import_that_breaks_off_leaves_nothing(bring, write, monkeypatch):
    monkeypatch.setattr(files, "BATCH", 2)
    told = iter(files.batches(write(*GOOD)))
    next(told)

    def broken(*_args):
        yield next(told)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("linli.exchange.places.importing.batches", broken)
    with pytest.raises(OSError, match="Input/output"):
        import_places(Source(Path("x.csv")), MAIN, by=SYSTEM, at=AT)
    monkeypatch.undo()
    assert not Place.objects.exists()
    assert bring(*GOOD).added == 5


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_connection_is_killed_leaves_nothing_and_can_be_repeated(write):
    make_cast()
    source = Source(write(*GOOD, "bad"))

    def killed(_lines):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        import_places(source, MAIN, by=SYSTEM, at=AT, report=killed)
    connection.close()
    assert not Place.objects.exists()
    assert import_places(source, MAIN, by=SYSTEM, at=AT).added == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_register_at_once_the_second_is_told_to_wait(write):
    make_cast()
    source = Source(write(*GOOD))
    inside, finish = Event(), Event()
    first: list[Verdict] = []

    def hold(_lines):
        inside.set()
        finish.wait(30)

    def run():
        try:
            first.append(import_places(source, MAIN, by=SYSTEM, at=AT, report=hold))
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    assert inside.wait(30)
    with pytest.raises(Refused, match="正在另一处导入"):
        import_places(source, MAIN, by=SYSTEM, at=AT)
    assert import_places(source, Edition("另一册"), by=SYSTEM, at=AT).added == 5
    finish.set()
    thread.join(30)
    assert first[0].added == 5
    assert import_places(source, MAIN, by=SYSTEM, at=AT).same == 5


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_what_it_did_and_writes_the_bad_lines(write, tmp_path, capsys, cast):  # noqa: ARG001 - the areas are there
    errors = tmp_path / "out" / "errors.csv"
    path = write(*GOOD, line("=1+1", "", at=OUTSIDE), "bad")
    call_command("import_places", path, "--errors", errors)
    out = capsys.readouterr().out
    assert "读入 7 行:新增 5,修改 0,不变 0,去掉 0,有误 2。" in out
    table = list(csv.reader(errors.read_text(encoding="utf-8-sig").splitlines()))
    assert table[0] == ["行", "编码", "名称", "原因"]
    assert [row[0] for row in table[1:]] == ["7", "8"]
    assert table[1][1] == "'=1+1"
    assert Place.objects.filter(source="places").count() == 5


def test_errors_of_an_earlier_run_are_not_left_lying(write, tmp_path, cast):  # noqa: ARG001 - the areas are there
    errors = tmp_path / "errors.csv"
    errors.write_text("old")
    call_command("import_places", write(*GOOD), "--errors", errors)
    assert not errors.exists()
    write_errors(errors)(iter([Reported(2, "a", "b", "c")]))
    assert errors.exists()


def test_the_command_only_checks_when_told_to(write, tmp_path, capsys, cast):  # noqa: ARG001 - the areas are there
    call_command("import_places", write(*GOOD), "--check", "--errors", tmp_path / "errors.csv")
    assert "新增 5" in capsys.readouterr().out
    assert not Place.objects.exists()


def test_the_command_fails_for_a_file_that_cannot_be_read(write, tmp_path, cast):  # noqa: ARG001 - the areas are there
    for path in (tmp_path / "none.csv", write(header="x")):
        with pytest.raises(CommandError):
            call_command("import_places", path)
    with pytest.raises(CommandError, match="没有一行"):
        call_command("import_places", write(), "--errors", settings.STATE_DIR / "import" / "none.csv")


def test_grounds_of_places_are_whole(bring):
    bring(*GOOD)
    assert Place.objects.values_list("city", "county", "town", "community", "grid").distinct().get() == Ground(
        "9901", COUNTY, TOWN, COMMUNITY, GRID
    )
