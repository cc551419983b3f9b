"""What a result says of itself: its goal, its row in the table, its JSON."""

import json
from typing import Any

import pytest

from benchmarks.__main__ import arguments, number_of
from benchmarks.results import Result, not_measured, percentile, table, write_json


def a_result(**changes: Any) -> Result:
    told: dict[str, Any] = {
        "claim": "收件",
        "size": 100_000,
        "value": 480.0,
        "unit": "/s",
        "limit": 1000.0,
        "ratio": 0.48,
    }
    return Result(**(told | changes))


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        ("ratio >= 0.4", True),
        ("ratio >= 0.5", False),
        ("value < 500", True),
        ("value < 480", False),
        ("value <= 480", True),
        ("ratio == 0.48", True),
        ("ratio >= 0.4 and value < 100", False),
        ("ratio >= 0.4 and value < 500", True),
        ("", None),
    ],
)
def test_a_goal_is_met_or_not(goal, met):
    assert a_result(goal=goal).met is met


def test_a_goal_about_a_ratio_that_was_not_measured_is_not_met():
    assert a_result(ratio=None, goal="ratio >= 0.4").met is False
    assert a_result(value=float("nan"), goal="value < 5").met is False


def test_what_was_not_measured_says_why_and_meets_nothing():
    result = not_measured("搜索", 10, "还没有")
    assert result.met is None
    assert "还没有" in table([result])


# Sorted 1…100: the smallest value that 99 of a hundred do not exceed is 99.
@pytest.mark.parametrize(("part", "value"), [(0.5, 50), (0.99, 99), (1, 100), (0, 1)])
def test_a_percentile_is_one_of_the_values(part, value):
    assert percentile(list(range(100, 0, -1)), part) == value


def test_there_is_no_percentile_of_nothing():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_the_table_is_aligned_whatever_the_script():
    rows = table([a_result(), a_result(claim="search", value=1234567.8)]).splitlines()
    ends = {row.index("/s") + sum(1 for sign in row[: row.index("/s")] if ord(sign) > 0x2E80) for row in rows[1:]}
    assert len(ends) == 1
    assert "1,234,568" in rows[2]


def test_the_json_holds_every_claim_with_all_its_parts(tmp_path):
    write_json([a_result(goal="ratio >= 0.4"), not_measured("导入", 5, "没有")], tmp_path / "out.json")
    first, second = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {"claim", "size", "value", "unit", "limit", "ratio", "goal", "met"} <= first.keys()
    assert first["met"] is True
    assert (second["value"], second["met"], second["reason"]) == (None, None, "没有")


@pytest.mark.parametrize(
    ("size", "number"), [("3000", 3000), ("100k", 100_000), ("1M", 1_000_000), ("10m", 10_000_000)]
)
def test_a_size_is_a_number_of_cases(size, number):
    assert number_of(size) == number


@pytest.mark.parametrize("size", ["", "k", "0", "-5", "1.5M", "10g"])
def test_another_word_is_no_size(size):
    with pytest.raises(ValueError, match=r".*"):
        number_of(size)


def test_the_smallest_run_is_the_one_that_takes_least_time():
    assert arguments([]).size == "100k"
