"""What a search is asked of is cut by the database, and asked by us, alike; a restore included."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.cases.models import Case, Words
from linli.cases.rules import words

numbers = import_module("linli.cases.migrations.0019_numbers_as_terms")

#: Signs of addresses and telephones, as they come: also wide, in capitals, with blanks between and quotes.
SIGNS = st.sampled_from([*"路号楼东0123456789", *"13０２", " ", "\n", ",", "-", "A", "a", "'", "\\"])
TEXTS = st.one_of(
    st.text(SIGNS, max_size=30),
    st.lists(st.sampled_from(["东路219号", "1", "13812345678", "9" * 30, "路", " ", "号3楼"]), max_size=8).map("".join),
)


def found(body: str, typed: str) -> bool:
    """Whether the terms of a text hold all that is asked for when this is typed."""
    (asked,) = words.asked(words.words_of(typed), [], [words.month_of(AT)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_words_terms(cases_words_plain(%s), '{}', %s) @@ %s::tsquery",
            [body, AT, asked],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@given(body=TEXTS, data=st.data())
def test_whatever_part_of_a_text_is_typed_it_is_found(body: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, max(0, len(body) - 1)))
    typed = body[begin : data.draw(st.integers(begin, len(body)))]
    if words.words_of(typed):
        assert found(body, typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("新华东路219号", ["新华", "华东", "#路219"]),
        ("新华东路219", ["新华", "华东", "#路219*"]),
        ("东路219号楼3", ["东路", "#路219", "号楼", "楼3"]),
        ("219号", ["21", "19", "9号"]),
        ("街7号", ["#街7"]),
        ("3栋12-305室", ["3栋", "#栋12", "#-305"]),
        ("号" + "1" * 25 + "室", ["#号" + "1" * 20]),
        ("街7", ["街7"]),
        ("井盖没了", ["井盖", "盖没", "没了"]),
        ("晚上不敢出门", ["晚上", "上不", "敢出", "出门"]),
        ("路", ["路*"]),
    ],
)
def test_a_number_is_asked_for_as_a_whole(typed: str, terms: list[str]) -> None:
    """What many texts have, two digits, is asked for only where a number may have begun before."""
    month = words.month_of(AT)
    sign = chr(256 + month)
    terms = [term.replace("#", words.NUMBER) for term in terms]
    expected = "&".join(f"('{sign}{term.rstrip('*')}'{':*' if term.endswith('*') else ''})" for term in terms)
    assert words.asked([typed], [], [month]) == [expected]
    assert found(f"1{typed}号", typed)


@pytest.mark.django_db
def test_numbers_that_only_begin_or_end_alike_are_told_apart() -> None:
    assert not found("东路2190号", "东路219号")
    assert not found("东路1219号", "东路219号")
    assert not found("东路19号", "东路1号")
    assert found("东路19号", "东路1")
    assert found("东路2190号", "东路219")
    assert found("东路1219号", "219号")


@pytest.mark.django_db
def test_no_number_is_too_long() -> None:
    assert found("编号" + "7" * 5000 + "作废", "编号" + "7" * 5000 + "作废")


def test_a_restore_and_the_servers_own_analyze_find_all_they_need(cast: Cast) -> None:
    """Both run with an empty path: an index that calls a function of ours by its bare name cannot be made there."""
    load_catalogue(cast)
    reported()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_words_terms(body, keys, opened_at)::text FROM cases_words")
        cut = cursor.fetchall()
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.cases_words_terms(body, keys, opened_at)::text FROM public.cases_words")
        assert cursor.fetchall() == cut
        cursor.execute("REINDEX INDEX public.cases_words_terms; ANALYZE public.cases_words")
    assert len(cut) == 1


def test_a_row_is_written_again_only_for_what_it_does_not_say(cast: Cast) -> None:
    """Each time, the whole index of its words is written anew."""
    load_catalogue(cast)
    case = Case.objects.get(pk=reported().pk)
    before = version(case)
    Case.objects.filter(pk=case.pk).update(lead_unit=case.desk_unit)
    assert version(case) == before
    Case.objects.filter(pk=case.pk).update(lead_unit=cast.units.department, search_text=f"{case.search_text} 龘龘")
    assert version(case) != before
    row = Words.objects.get(case=case)
    assert row.body.endswith("龘龘")
    assert {f"u{case.desk_unit_id}", f"u{cast.units.department.pk}"} <= set(row.keys)


def version(case: Case) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM cases_words WHERE case_id = %s", [case.pk])
        return cursor.fetchone()


def cuts() -> bool:
    """Whether numbers are terms; there must be one index, that is whole, and search by it."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT string_agg(indexrelid::regclass::text, ','), bool_and(indisvalid),
                   cases_words_terms('路219', '{}', now())::text LIKE '%路219%',
                   (SELECT count(*) FROM pg_proc WHERE proname LIKE 'cases_words_terms%')
            FROM pg_index WHERE indexrelid::regclass::text LIKE 'cases_words_terms%'
            """)
        names, whole, numbers_too, functions = cursor.fetchone()
    assert (names, whole, functions) == ("cases_words_terms", True, 1)
    return bool(numbers_too)


@pytest.mark.django_db(transaction=True)
def test_the_index_is_exchanged_from_wherever_it_was_stopped() -> None:
    """Stopped while the next one was built, or with the one before still there."""
    editor: Any = SimpleNamespace(connection=connection)
    numbers.backward(None, editor)
    assert not cuts()
    with connection.cursor() as cursor:
        numbers._build(cursor, numbers.NUMBERS)
    numbers.forward(None, editor)
    assert cuts()
    with connection.cursor() as cursor:
        numbers._build(cursor, numbers.PAIRS)
        numbers._rename(cursor, numbers.NEXT, numbers.BEFORE)
    numbers.forward(None, editor)
    assert cuts()
