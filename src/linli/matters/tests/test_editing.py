"""Matters and responsibilities are changed by whoever may, one edition after another."""

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import AT, Cast, make_cast

from linli.accounts.audit.models import Entry
from linli.matters import actions, queries
from linli.matters.models import Criterion, Edition, Matter, Responsibility
from linli.matters.refusals import BadForm, Refused, Stale
from linli.matters.wording import CriterionValues, MatterValues, ResponsibilityValues

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def values_of(code: str = "0301") -> MatterValues:
    return queries.values_of(queries.matter(code))


def test_a_change_is_a_new_edition_with_its_author_and_a_line_in_the_journal(cast):
    matter = actions.save_matter(
        replace(values_of(), title="井盖缺失"), by=cast.admin.actor, at=AT, expected=1, note="简化名称"
    )
    assert (matter.title, matter.edition) == ("井盖缺失", 2)
    newest, first = queries.editions("matter", "0301")
    assert (newest.number, newest.by_name, newest.note, newest.at) == (2, "admin", "简化名称", AT)
    assert (first.content["title"], newest.content["title"]) == ("井盖缺失、移位、破裂", "井盖缺失")
    entry = Entry.objects.get(verb="matter.change")
    assert (entry.subject_id, entry.user_id) == ("0301", cast.admin.user.pk)


@pytest.mark.parametrize("who", ["county_desk", "neighbour_admin", "handler"])
def test_nobody_else_changes_the_catalogue(cast, who):
    with pytest.raises(Refused):
        actions.save_matter(replace(values_of(), title="别的"), by=cast.players[who].actor, at=AT, expected=1)
    assert queries.matter("0301").edition == 1


def test_saving_what_stands_there_writes_nothing(cast):
    actions.save_matter(values_of(), by=cast.admin.actor, at=AT, expected=1)
    assert queries.matter("0301").edition == 1
    assert not Entry.objects.filter(verb="matter.change").exists()


def test_an_edit_of_an_earlier_edition_is_told_who_was_faster(cast):
    actions.save_matter(replace(values_of(), title="井盖"), by=cast.admin.actor, at=AT, expected=1)
    with pytest.raises(Stale) as stale:
        actions.save_matter(replace(values_of(), title="盖子"), by=cast.admin.actor, at=AT, expected=1)
    assert (stale.value.current, queries.matter("0301").title) == (2, "井盖")
    assert "admin" in stale.value.text


def test_a_new_matter_needs_a_free_code(cast):
    new = replace(values_of(), code="0399", title="井盖反光")
    assert actions.save_matter(new, by=cast.admin.actor, at=AT, expected=0).edition == 1
    with pytest.raises(Stale):
        actions.save_matter(replace(new, title="别的"), by=cast.admin.actor, at=AT, expected=0)


BAD = CriterionValues(text="", limit=Decimal(-1), unit="fortnight", closing_condition="好")
GOOD = CriterionValues(text="井盖缺失", limit=Decimal(2), unit="urgent_hour", closing_condition="恢复")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "井" * 81}, "title"),
        ({"title": "井\x00盖"}, "title"),
        ({"code": "井盖", "title": "井盖"}, "code"),
        ({"class_code": "77"}, "class_code"),
        ({"urgency": "very"}, "urgency"),
        ({"first_level": "province"}, "first_level"),
        ({"accept_limit": Decimal(0)}, "accept_limit"),
        ({"accept_limit": Decimal(-2)}, "accept_limit"),
        ({"accept_limit": Decimal("NaN")}, "accept_limit"),
        ({"accept_limit": Decimal("0.001")}, "accept_limit"),
        ({"accept_unit": "fortnight"}, "accept_unit"),
        ({"criteria": ()}, "criteria"),
        ({"criteria": (BAD,)}, "criteria.0.unit"),
        ({"criteria": (BAD,)}, "criteria.0.text"),
        ({"criteria": (GOOD, replace(GOOD, limit=Decimal(-2), text="别的"))}, "criteria.1.limit"),
        ({"criteria": (GOOD, GOOD)}, "criteria.1.text"),
    ],
)
def test_what_cannot_be_kept_is_named_by_its_field(cast, change, field):
    values = replace(values_of(), **change)
    expected = 0 if values.code != "0301" else 1
    with pytest.raises(BadForm) as bad:
        actions.save_matter(values, by=cast.admin.actor, at=AT, expected=expected)
    assert field in bad.value.errors
    assert queries.matter("0301").edition == 1


def test_criteria_that_stay_keep_their_rows_when_others_come_go_and_change_places(cast):
    first = values_of().criteria[0]
    second, third = replace(GOOD, text="移位"), replace(GOOD, text="破裂")
    actions.save_criteria("0301", [first, second, third], by=cast.admin.actor, at=AT, expected=1)
    ids = {one.text: one.pk for one in queries.criteria(queries.matter("0301"))}
    old = {one.text: one for one in values_of().criteria}
    turned = [old["破裂"], replace(GOOD, text="异响"), old[first.text]]
    matter = actions.save_criteria("0301", turned, by=cast.admin.actor, at=AT, expected=2)
    now = queries.criteria(matter)
    assert [one.text for one in now] == ["破裂", "异响", first.text]
    assert (now[0].pk, now[2].pk) == (ids["破裂"], ids[first.text])
    assert not Criterion.objects.filter(pk=ids["移位"]).exists()
    assert matter.edition == 3


def test_a_retired_matter_comes_back(cast):
    assert not actions.retire_matter("0301", by=cast.admin.actor, at=AT, expected=1).is_active
    assert actions.revive_matter("0301", by=cast.admin.actor, at=AT, expected=2).is_active
    assert [one.content["is_active"] for one in queries.editions("matter", "0301")] == [True, False, True]


@pytest.mark.parametrize("sql", ["UPDATE matters_edition SET note = 'x'", "DELETE FROM matters_edition"])
def test_the_database_refuses_to_rewrite_an_edition(sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Edition.objects.count() == 205


def line(cast: Cast, **more: Any) -> ResponsibilityValues:
    return ResponsibilityValues(
        **({"area_code": cast.areas.town.code, "matter_code": "0301", "lead_function": "街道城管办"} | more)
    )


def test_a_responsibility_is_added_changed_and_removed_and_its_history_stays(cast):
    by = cast.admin.actor
    added = actions.save_responsibility(line(cast), by=by, at=AT, expected=0)
    changed = actions.save_responsibility(line(cast, level="town"), by=by, at=AT, expected=1, note="改层级")
    assert (added.pk, changed.edition, changed.level) == (changed.pk, 2, "town")
    actions.remove_responsibility(changed.pk, by=by, at=AT, expected=2, note="合并")
    assert not Responsibility.objects.exists()
    again = actions.save_responsibility(line(cast), by=by, at=AT, expected=0)
    history = queries.editions("responsibility", f"{cast.areas.town.code}/0301")
    assert [(one.number, one.content.get("removed", False)) for one in history] == [
        (4, False),
        (3, True),
        (2, False),
        (1, False),
    ]
    assert again.edition == 4
    verbs = set(Entry.objects.filter(subject="responsibility").values_list("verb", flat=True))
    assert verbs == {"responsibility.add", "responsibility.change", "responsibility.remove"}


def test_a_responsibility_is_changed_by_whoever_has_the_right_on_its_area(cast):
    with pytest.raises(Refused):
        actions.save_responsibility(line(cast), by=cast.neighbour_admin.actor, at=AT, expected=0)
    with pytest.raises(Refused):
        actions.save_responsibility(line(cast), by=cast.town_desk.actor, at=AT, expected=0)
    kept = actions.save_responsibility(line(cast), by=cast.admin.actor, at=AT, expected=0)
    with pytest.raises(Refused):
        actions.remove_responsibility(kept.pk, by=cast.neighbour_admin.actor, at=AT, expected=1)
    assert Responsibility.objects.count() == 1


def test_a_stale_responsibility_is_neither_changed_nor_removed(cast):
    kept = actions.save_responsibility(line(cast), by=cast.admin.actor, at=AT, expected=0)
    actions.save_responsibility(line(cast, level="town"), by=cast.admin.actor, at=AT, expected=1)
    with pytest.raises(Stale):
        actions.save_responsibility(line(cast, level="grid"), by=cast.admin.actor, at=AT, expected=1)
    with pytest.raises(Stale):
        actions.remove_responsibility(kept.pk, by=cast.admin.actor, at=AT, expected=1)
    with pytest.raises(Stale):
        actions.save_responsibility(line(cast, level="grid"), by=cast.admin.actor, at=AT, expected=0)
    assert Responsibility.objects.get().level == "town"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area_code": "000"}, "area"),
        ({"matter_code": "9999"}, "matter"),
        ({"matter_code": "", "class_code": "99"}, "group"),
        ({"class_code": "03"}, "matter"),
        ({"lead_function": ""}, "lead_function"),
        ({"lead_unit_id": 999999}, "lead_unit"),
        ({"duty_type": "none"}, "duty_type"),
        ({"level": "moon"}, "level"),
        ({"duty_type": "withdrawn", "level": "grid"}, "level"),
        ({"assist_functions": ("街道城管办",)}, "assist_functions"),
        ({"assist_functions": ("长" * 61,)}, "assist_functions"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_what_a_responsibility_cannot_say_is_named_by_its_field(cast, change, field):
    with pytest.raises(BadForm) as bad:
        actions.save_responsibility(line(cast, **change), by=cast.admin.actor, at=AT, expected=0)
    assert field in bad.value.errors
    assert not Responsibility.objects.exists()


def test_a_named_unit_must_serve_the_area_and_be_high_enough(cast):
    for unit, duty in ((cast.units.neighbour_department, "basic"), (cast.units.office, "withdrawn")):
        with pytest.raises(BadForm) as bad:
            actions.save_responsibility(
                line(cast, lead_unit_id=unit.pk, duty_type=duty), by=cast.admin.actor, at=AT, expected=0
            )
        assert set(bad.value.errors) == {"lead_unit"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_one_instant_one_wins_and_the_other_is_told():
    cast = make_cast()
    values = values_of()
    gate, told = threading.Barrier(2), []

    def save(title):
        gate.wait(timeout=10)
        try:
            actions.save_matter(replace(values, title=title), by=cast.admin.actor, at=AT, expected=1)
        except Stale as stale:
            told.append(stale.current)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(title,)) for title in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [2]
    assert Matter.objects.get(code="0301").edition == 2
    assert Edition.objects.filter(subject_code="0301").count() == 2
