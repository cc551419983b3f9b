"""A process is checked before a case may run on it; every fault is named with its line."""

import pytest

from linli.cases.rules.process import BrokenProcess, parse
from linli.cases.tests.walk import FILE

TEXT = FILE.read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_event_process_is_sound() -> None:
    assert parse(TEXT, file="process.toml").name == "event"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('by = ["desk"]\nform = ["matter?"', 'by = ["boss"]\nform = ["matter?"', "未知的关系「boss」"),
        (
            'to = "filed"\nby = ["desk"]\nform = ["matter?"',
            'to = "gone"\nby = ["desk"]\nform = ["matter?"',
            "未知的状态「gone」",
        ),
        ('form = ["reason", "remedy"]', 'form = ["reason", "excuse"]', "未知的栏目「excuse」"),
        ('needs = ["assists_done"]', 'needs = ["good_mood"]', "未知的条件「good_mood」"),
        ('effects = ["lead_done"]', 'effects = ["magic"]', "未知的效果「magic」"),
        ('notify = ["lead", "assists"]', 'notify = ["mayor"]', "未知的通知对象「mayor」"),
        ('limit = "1 work_day"', 'limit = "soon"', "看不懂的时限「soon」"),
        ('name = "refuse"\ntitle', 'name = "accept"\ntitle', "从「reported」出发有两个动作都叫「accept」"),
        ('stops = ["verify"]\nstarts = ["rate"]', 'stops = ["verify"]', "到「closed」没有带上计时「rate」"),
        ('on_red = "lapse"', 'on_red = "pass"', "「pass」不是系统的动作"),
        ('grants = "exempt"', 'grants = "wishes"', "未知的批准结果「wishes」"),
        ("reopens = true", "reopens = false", "不是重开"),
        ('type = "score"', 'type = "stars"', "未知的类型「stars」"),
        ('needs = ["turn:extension"]', 'needs = ["turn:holiday"]', "未知的申请或计时「holiday」"),
        ('to = "merged"', 'to = "voided"', "没有动作到达状态「merged」"),
    ],
)
def test_a_fault_is_named_with_file_and_line(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(BrokenProcess) as broken:
        parse(TEXT.replace(old, new, 1), file="process.toml")
    assert said in str(broken.value)
    assert str(broken.value).startswith("process.toml:")


def test_the_line_is_that_of_the_table_at_fault() -> None:
    text = TEXT.replace('form = ["reason", "remedy"]', 'form = ["excuse"]', 1)
    with pytest.raises(BrokenProcess) as broken:
        parse(text, file="process.toml")
    table = '[[action]]\nname = "refuse"'
    assert str(broken.value).startswith(f"process.toml:{line_of(text, table)}:")


def test_an_unknown_key_is_named_with_its_line() -> None:
    text = TEXT.replace(
        'name = "accept"\ntitle = "受理"\nlimit', 'name = "accept"\ncolour = 1\ntitle = "受理"\nlimit', 1
    )
    with pytest.raises(BrokenProcess, match=rf"process.toml:{line_of(text, '[[clock]]')}: .*colour"):
        parse(text, file="process.toml")


def test_text_that_is_no_toml_is_named_with_its_line() -> None:
    with pytest.raises(BrokenProcess, match=r"process\.toml:2:"):
        parse('process = "event"\nversion = = 1', file="process.toml")


def test_a_state_nobody_can_leave_is_found() -> None:
    text = TEXT.replace('by = ["desk", "lead", "system"]', 'by = ["system"]', 1)
    with pytest.raises(BrokenProcess, match="没有人能让办件离开状态「suspended」"):
        parse(text, file="process.toml")
