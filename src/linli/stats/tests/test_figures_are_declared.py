"""A broken declaration stops the program and says where."""

import pytest

from linli.stats.rules import BrokenFigures, parse

COLUMNS = frozenset({"matter_id", "source", "state", "opened_at", "closed_at", "was_late"})
GOOD = """[[dimension]]
name = "matter"
title = "事项"
column = "matter_id"

[[figure]]
name = "opened"
title = "上报"
kind = "flow"
at = "opened_at"
by = ["matter"]
"""


def test_a_sound_declaration_is_read() -> None:
    figures = parse(GOOD, COLUMNS, file="figures.toml")
    assert figures.by_name["opened"].condition == "(true) AND opened_at IS NOT NULL"
    assert figures.kept_by(figures.by_name["opened"]) == ("matter",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('column = "matter_id"', 'column = "matters"', "figures.toml:1: cases have no column 'matters'"),
        ('column = "matter_id"', "", "figures.toml:1: dimension 'matter' wants either a column or another dimension"),
        ('name = "matter"', 'name = "weather"', "figures.toml:1: there is no room for 'weather'"),
        ('title = "事项"', 'title = "事项"\nlargest = "moon"', "figures.toml:1: unknown level 'moon'"),
        ('kind = "flow"', 'kind = "ebb"', "figures.toml:6: unknown kind 'ebb'"),
        ('kind = "flow"', 'kind = "stock"', "figures.toml:6: a flow counts by one of"),
        ('at = "opened_at"', 'at = "due_at"', "figures.toml:6: a flow counts by one of"),
        ('by = ["matter"]', 'by = ["moon"]', "figures.toml:6: unknown dimension 'moon'"),
        ('by = ["matter"]', 'when = "is_cold"', "figures.toml:6: cases have no column 'is_cold'"),
        ('by = ["matter"]', "when = \"state = 'a'; DROP TABLE x\"", "figures.toml:6: only comparisons are understood"),
        ('by = ["matter"]', 'when = "state = (SELECT 1)"', "figures.toml:6: cases have no column 'SELECT'"),
        ('kind = "flow"', 'sort = "flow"', "figures.toml:6: "),
        ("[[figure]]", "[[figure]", "figures.toml: "),
    ],
)
def test_a_fault_is_told_with_file_and_line(old: str, new: str, fault: str) -> None:
    with pytest.raises(BrokenFigures) as told:
        parse(GOOD.replace(old, new), COLUMNS, file="figures.toml")
    assert fault in str(told.value)


def test_a_name_stands_once() -> None:
    with pytest.raises(BrokenFigures, match="figure 'opened' stands twice"):
        parse(GOOD + GOOD[GOOD.index("[[figure]]") :], COLUMNS, file="figures.toml")
