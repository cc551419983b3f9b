"""What a search is asked of is cut by the database, and asked by us, alike; a restore included."""

from datetime import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Value
from django.db.models.functions import Concat
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.cases.models import Assignment, Case, Words
from linli.cases.rules import words
from linli.cases.tests.crowd import crowd

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


#: Signs that normalising changes, joins with others, or leaves, beside those that it need not be asked for.
WRITTEN = st.one_of(
    st.text(
        st.sampled_from([*"路号。、，：！（Ａａ０①㎡ﾊﾟ\u0300가각\u11a8ÅİẞΣſ…—“", *"az AZ[]~@`\t\n\r\x7f"]), max_size=20
    ),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
)


@pytest.mark.django_db
@given(text=WRITTEN)
def test_a_text_that_need_not_be_normalised_is_as_if_it_were(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_words_plain(%s), lower(normalize(%s, NFKC))", [text, text])
        plain, normalised = cursor.fetchone()
    assert plain == normalised


@pytest.mark.django_db
def test_no_sign_that_is_passed_over_would_be_changed() -> None:
    """Every one of them by itself; two never become one, as all of them begin a sign of their own."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT count(*) FILTER (WHERE cases_words_plain(chr(n)) <> lower(normalize(chr(n), NFKC)))
            FROM generate_series(1, 1114111) AS n WHERE n NOT BETWEEN 55296 AND 57343
            """)
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@given(parts=st.lists(TEXTS, min_size=4, max_size=4))
def test_a_text_told_with_its_number_taken_out_has_the_terms_of_one_without(parts: list[str]) -> None:
    """So it was written before; those rows stand."""
    no = "990101-261122-000042"
    without = " ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_words_terms(cases_words_plain(replace(%s, %s, '')), '{}', %s) ="
            " cases_words_terms(cases_words_plain(%s), '{}', %s)",
            [f"{no} {without}", no, AT, without, AT],
        )
        assert cursor.fetchone() == (True,)


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
    Case.objects.filter(pk=case.pk).update(lead_unit=cast.units.department, description=f"{case.description} 龘龘")
    assert version(case) != before
    row = Words.objects.get(case=case)
    assert "龘龘" in row.body
    assert {f"u{case.desk_unit_id}", f"u{cast.units.department.pk}"} <= set(row.keys)


def test_a_row_written_before_a_case_told_its_words_itself_stands_until_they_change(cast: Cast) -> None:
    load_catalogue(cast)
    case = reported()
    Words.objects.filter(case=case).update(body=Concat("body", Value(" 从前")))
    Case.objects.filter(pk=case.pk).update(lead_unit=cast.units.department)
    row = Words.objects.get(case=case)
    assert row.body.endswith(" 从前")
    assert f"u{cast.units.department.pk}" in row.keys
    Case.objects.filter(pk=case.pk).update(address="滨河路3号")
    assert Words.objects.get(case=case).body == f"{case.description} {case.title} 滨河路3号"


def test_what_stands_in_another_text_is_not_said_again(cast: Cast) -> None:
    load_catalogue(cast)
    case = reported()
    assert case.title == f"{case.matter.title} {case.address}"
    matter = case.matter.title
    rows = {
        ("没人管", case.title, case.address): f"没人管 {case.address} {matter}",
        (f"{case.title},没人管", case.title, case.address): f"{case.title},没人管",
        (f"{case.address}{matter},没人管", case.title, case.address): f"{case.address}{matter},没人管",
        (f"{matter},没人管", case.title, case.address): f"{matter},没人管 {case.address}",
        ("没人管", "路灯", case.address): f"没人管 路灯 {case.address} {matter}",
        ("没人管", f"{case.address}{matter}", case.address): f"没人管 {case.address}{matter}",
        (f"{case.address}{matter}", "路灯", case.address): f"{case.address}{matter} 路灯",
        ("没人管路灯", "路灯", case.address): f"没人管路灯 {case.address} {matter}",
        ("", "路灯", ""): f" 路灯 {matter}",
    }
    for (description, title, address), body in rows.items():
        Case.objects.filter(pk=case.pk).update(description=description, title=title, address=address)
        assert Words.objects.get(case=case).body == body


def test_rows_written_past_the_triggers_are_as_the_triggers_write_them(cast: Cast) -> None:
    """Whoever leads, led or helps stands there once."""
    load_catalogue(cast)
    crowd(cast, 40, AT)
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    town = cast.units.town_desk
    Assignment.objects.create(case=case, unit=town, role="lead", assigned_at=AT, ended_at=AT, result="")
    before = told_of_all()
    Words.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_words_fill(min(id), max(id)) FROM cases_case")
    assert told_of_all() == before
    keys = case.words.keys
    units = (case.desk_unit, case.lead_unit, town, cast.units.other_department)
    assert [keys.count(f"u{unit.pk}") for unit in units if unit] == [1, 1, 1, 1]


def told_of_all() -> dict[int, tuple[str, datetime, set[str]]]:
    return {row.pk: (row.body, row.opened_at, set(row.keys)) for row in Words.objects.all()}


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


@pytest.mark.django_db(transaction=True)
def test_the_copy_of_the_words_comes_back_and_goes_again(cast: Cast) -> None:
    load_catalogue(cast)
    case = reported()
    before = told_of_all()
    try:
        migrate("0022_done_is_told_by_its_index")
        copied = f"{case.no} {case.title} {case.description} {case.address} {case.matter.title}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_text FROM cases_case")
            assert cursor.fetchall() == [(copied,)]
            cursor.execute("UPDATE cases_case SET search_text = search_text || ' 龘龘'")
        assert Words.objects.get(case=case).body.endswith(" 龘龘")
        Words.objects.update(body=before[case.pk][0])
    finally:
        migrate("0024_a_title_nobody_wrote")
    assert told_of_all() == before
    assert reported().words.body == before[case.pk][0]


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("cases", name)])
