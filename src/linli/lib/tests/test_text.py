"""Text is tidied, durations are said, names are found by their initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.text import duration_text, initials, to_halfwidth

HOUR, DAY, WORKING_DAY = 3600, 86400, 8 * 3600


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("３号楼　２单元", "3号楼 2单元"),
        ("（甲）：乙！", "(甲):乙!"),
        ("中文，不变。", "中文,不变。"),  # a full stop has no half-width twin
        ("", ""),
    ],
)
def test_full_width_characters_become_ordinary_ones(text, tidy):
    assert to_halfwidth(text) == tidy


@given(st.text())
def test_tidy_text_stays_as_it_is(text):
    assert to_halfwidth(to_halfwidth(text)) == to_halfwidth(text)
    assert len(to_halfwidth(text)) == len(text)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "不到 1 分"),
        (59, "不到 1 分"),
        (60, "1 分"),
        (45 * 60 + 59, "45 分"),  # cut, not rounded
        (3 * HOUR + 20 * 60, "3 小时 20 分"),
        (3 * HOUR, "3 小时"),
        (2 * DAY + 4 * HOUR + 59 * 60, "2 天 4 小时"),
        (2 * DAY + 59 * 60, "2 天"),
        (-3 * HOUR - 20 * 60, "3 小时 20 分"),  # overdue: the caller says so
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds, said):
    assert duration_text(seconds) == said


def test_working_time_counts_working_days():
    assert duration_text(5 * WORKING_DAY + HOUR, day_seconds=WORKING_DAY) == "5 天 1 小时"
    assert duration_text(7 * HOUR + 60, day_seconds=WORKING_DAY) == "7 小时 1 分"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("市容环境", "srhj"),
        ("重庆", "cq"),  # chóng here, not zhòng
        ("GB部件０３-05", "gbbj0305"),
        ("井盖(缺失、破裂)", "jgqspl"),
        ("café", "caf"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_its_initials(text, letters):
    assert initials(text) == letters


@given(st.text())
def test_initials_are_plain_letters_and_digits(text):
    letters = initials(text)
    assert not letters or (letters.isascii() and letters.isalnum() and letters == letters.lower())
