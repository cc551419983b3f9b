"""Public codes survive being read aloud and typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.codes import ALPHABET, CODE_LENGTH, grouped_code, normalise_code, public_code

CODE = "3JKFC6RVAW5J"
codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_a_new_code_has_twelve_characters_and_no_look_alikes():
    code = public_code()
    assert len(code) == 12
    assert set(code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0OQ1ILZSBU")


def test_codes_do_not_repeat():
    assert len({public_code() for _ in range(1000)}) == 1000


def test_a_code_is_shown_in_groups():
    assert grouped_code(CODE) == "3JKF-C6RV-AW5J"


@pytest.mark.parametrize(
    "typed",
    [
        "3JKF-C6RV-AW5J",
        " 3jkf c6rv aw5j ",
        "３ＪＫＦ－Ｃ６ＲＶ－ＡＷ５Ｊ",  # a Chinese input method left in full width
        "3jkf　c6rv　aw5j",
        "3JKF–C6RV—AW5J",
        "3JKF_C6RV.AW5J",
        "3JKFC6RUAWSJ",  # U read for V, S for 5
    ],
)
def test_a_code_is_known_however_it_was_typed(typed):
    assert normalise_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "3JKF", CODE + "3", "3JKFC6RVAW50", "3JKFC6RVAW5!", "查询码查询码查询码查询码"])
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise_code(typed) is None


@given(codes)
def test_every_code_survives_its_printed_form(code):
    assert normalise_code(grouped_code(code).lower()) == code


@given(st.text())
def test_whatever_was_typed_gives_a_code_or_none(typed):
    code = normalise_code(typed)
    assert code is None or normalise_code(code) == code
