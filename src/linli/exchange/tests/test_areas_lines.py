"""Each line of the national list is judged by itself."""

import pytest

from linli.exchange.areas import rules
from linli.exchange.areas.files import Unreadable, lines_of
from linli.exchange.areas.successors import read_successors


@pytest.mark.parametrize(
    ("code", "level", "trimmed"),
    [
        ("110101000000", "county", "110101"),
        ("110000000000", "province", "11"),
        ("110101001000", "town", "110101001"),
        ("110101001001", "community", "110101001001"),
        ("110101001001", "county", "110101001001"),  # not filled up: left for the length to complain
        ("1101", "city", "1101"),
    ],
)
def test_codes_filled_up_with_zeros_are_trimmed(code, level, trimmed):
    assert rules.trimmed(code, level) == trimmed


@pytest.mark.parametrize(
    ("columns", "level"),
    [
        (["code", "name"], "province"),
        (["code", "name", "provinceCode"], "city"),
        (["code", "name", "cityCode", "provinceCode"], "county"),
        (["code", "name", "areaCode", "provinceCode", "cityCode"], "town"),
        (["code", "name", "streetCode", "provinceCode", "cityCode", "areaCode"], "community"),
    ],
)
def test_the_header_tells_the_level_of_a_file_with_another_name(columns, level):
    assert rules.level_of_columns(columns) == level
    assert rules.missing_columns(level, columns) == []


@pytest.mark.parametrize(
    ("level", "code", "name", "parent", "fault"),
    [
        ("province", "11", "北京市", "", ""),
        ("city", "1101", "市辖区", "11", ""),
        ("city", "1101", "市辖区", "12", "provinceCode 应为 11，实为 12"),
        ("town", "110101001", "街道", "", "areaCode 为空"),
        ("community", "", "社区", "110101001", "代码为空"),
        ("county", "11010", "区", "1101", "代码应为 6 位，实为 5 位"),
        ("county", "11010一", "区", "1101", "代码含有数字以外的字符"),
        ("county", "110101", "", "1101", "名称为空"),
        ("county", "110101", "东\u202e城", "1101", "名称含有控制字符"),
    ],
)
def test_a_line_is_judged(level, code, name, parent, fault):
    assert rules.fault(level, code, name, parent) == fault


def test_an_empty_file_lacks_its_columns_and_empty_lines_are_passed_over():
    [line] = lines_of("villages.csv", [])
    assert (line.good, line.reason) == (False, "缺少列 code、name、streetCode，整个文件没有导入")
    assert [line.code for line in lines_of("provinces.csv", [b"code,name\n", b"\n", b"  \r\n", b"11,x\n"])] == ["11"]


def test_a_quoted_name_may_hold_a_comma():
    [line] = lines_of("provinces.csv", [b"code,name\n", '11,"北京,市"\n'.encode()])
    assert (line.name, line.good) == ("北京,市", True)


def test_a_county_s_lines_are_picked_by_code_or_by_parent():
    content = [
        b"code,name,streetCode,provinceCode,cityCode,areaCode\n",
        b"522601001001,a,522601001,52,5226,522601\n",
        b"522602001001,b,522602001,52,5226,522602\n",
        b"52260200100,c,522602001,52,5226,522602\n",
        b"52260100100,d,522601001,52,5226,522601\n",
        b"522602001001,\xff,522602001,52,5226,522602\n",
        b"522601001002,\xff,522601001,52,5226,522601\n",
    ]
    kept = [(line.code, line.good) for line in lines_of("villages.csv", content, "522601")]
    assert kept == [("522601001001", True), ("52260100100", False), ("522601001002", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code\n1", "须有 code 和 replaced_by 两列"),
        ("code,replaced_by\nx,1", "第 2 行有误"),
        ("code,replaced_by,kind\n1,2,\n1,2,消失", "第 3 行有误"),
    ],
)
def test_a_wrong_table_of_changes_is_refused_with_its_line(tmp_path, text, said):
    (table := tmp_path / "changes.csv").write_text(text)
    with pytest.raises(Unreadable, match=said):
        read_successors(table)


def test_a_table_of_changes_may_be_written_in_chinese(tmp_path):
    (table := tmp_path / "changes.csv").write_text("code,replaced_by,kind\n1,2、3,拆分\n4,,撤销\n")
    assert [(s.code, s.replaced_by, s.kind) for s in read_successors(table)] == [
        ("1", ("2", "3"), "split"),
        ("4", (), "ended"),
    ]
