"""What somebody types finds the matter they mean."""

import pytest
from tests.cast import AT

from linli.matters import actions, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0301", "0301"),  # code
        ("井盖", "0301"),  # part of the title
        ("窨井盖", "0301"),  # everyday word
        ("jgqs", "0301"),  # initials of 井盖缺失
        ("JGQS", "0301"),
        ("\uff2a\uff27\uff31\uff33", "0301"),  # full-width, as an input method writes it
        ("灯不亮", "0304"),
        ("煤气味", "0706"),
        ("停电", "1607"),
        ("狗 扰民", "0811"),  # both words
        ("楼下井盖没了怎么办", "0301"),  # a sentence
    ],
)
def test_the_first_hit_is_what_was_meant(text, code):
    assert queries.search(text)[0].code == code


@pytest.mark.parametrize("text", ["", "   ", "§§§", "囧"])
def test_nonsense_finds_nothing(text):
    assert queries.search(text) == []


def test_a_retired_matter_is_not_offered(cast):
    actions.retire_matter("0301", by=cast.admin.actor, at=AT, expected=1)
    assert "0301" not in {one.code for one in queries.search("井盖")}


def test_residents_find_public_matters_only(cast):
    values = queries.values_of(queries.matter("0301"))
    closed = type(values)(**{**vars(values), "is_public": False})
    actions.save_matter(closed, by=cast.admin.actor, at=AT, expected=1)
    assert "0301" in {one.code for one in queries.search("井盖")}
    assert "0301" not in {one.code for one in queries.search("井盖", public_only=True)}


@pytest.mark.parametrize(("text", "most"), [("井盖", 1), ("楼下有个大洞", 2)])
def test_a_search_costs_at_most_two_queries(text, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        for one in queries.search(text):
            assert one.group.title
