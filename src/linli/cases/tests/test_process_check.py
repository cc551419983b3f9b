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
        ('by = ["desk"]\nform = ["matter?"', 'by = ["boss"]\nform = ["matter?"', "unknown relation 'boss'"),
        (
            'to = "filed"\nby = ["desk"]\nform = ["matter?"',
            'to = "gone"\nby = ["desk"]\nform = ["matter?"',
            "state 'gone'",
        ),
        ('form = ["reason", "remedy"]', 'form = ["reason", "excuse"]', "unknown field 'excuse'"),
        ('needs = ["assists_done"]', 'needs = ["good_mood"]', "unknown condition 'good_mood'"),
        ('effects = ["lead_done"]', 'effects = ["magic"]', "unknown effect 'magic'"),
        ('notify = ["lead", "assists"]', 'notify = ["mayor"]', "unknown recipient 'mayor'"),
        ('limit = "1 work_day"', 'limit = "soon"', "unknown limit 'soon'"),
        ('name = "refuse"\ntitle', 'name = "accept"\ntitle', "two actions 'accept' from 'reported'"),
        ('stops = ["verify"]\nstarts = ["rate"]', 'stops = ["verify"]', "brings no clock 'rate' to 'closed'"),
        ('on_red = "lapse"', 'on_red = "pass"', "'pass' is no action of the system"),
        ('grants = "exempt"', 'grants = "wishes"', "unknown grant 'wishes'"),
        ("reopens = true", "reopens = false", "which is no reopening"),
        ('type = "score"', 'type = "stars"', "unknown type 'stars'"),
        ('needs = ["turn:extension"]', 'needs = ["turn:holiday"]', "unknown subject 'holiday'"),
        ('to = "merged"', 'to = "voided"', "state 'merged' is never reached"),
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
    with pytest.raises(BrokenProcess, match="line 2"):
        parse('process = "event"\nversion = = 1', file="process.toml")


def test_a_state_nobody_can_leave_is_found() -> None:
    text = TEXT.replace('by = ["desk", "lead", "system"]', 'by = ["system"]', 1)
    with pytest.raises(BrokenProcess, match="nobody can bring a case out of 'suspended'"):
        parse(text, file="process.toml")
