"""A sentence is its Chinese text, and remembers what it was made from."""

import pytest

from linli.lib.sentences import Said


def test_it_is_the_finished_text():
    assert Said("最多 %(most)d 字，现在 %(count)d 字", most=20, count=21) == "最多 20 字，现在 21 字"


def test_it_remembers_template_and_values():
    said = Said("已经退回 %(most)d 次", most=2)
    assert (said.template, said.values) == ("已经退回 %(most)d 次", {"most": 2})


def test_without_values_a_percent_sign_stands_for_itself():
    assert Said("超过 100% 了") == "超过 100% 了"


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        Said("%(who)s刚刚做了「%(title)s」", who="城管局")
