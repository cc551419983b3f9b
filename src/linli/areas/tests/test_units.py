"""Units are created, changed and closed by the administrator of their ground."""

import pytest
from tests.cast import AT, Cast, new_unit

from linli.accounts.audit.models import Entry
from linli.areas.actions import people
from linli.areas.actions.people import UnitForm
from linli.areas.models import Unit
from linli.areas.rules import BadForm, NotAllowed, Refused


def create(cast: Cast, area_code: str, **form):
    kind = form.pop("kind", "department")
    by = form.pop("by", cast.admin.actor)
    return people.create_unit(area_code=area_code, kind=kind, form=UnitForm(**{"name": "水务局"} | form), by=by, at=AT)


def test_a_unit_is_created_with_its_functions_and_a_line_in_the_journal(cast: Cast):
    unit = create(cast, "990101", functions=("水务局", " 水务局 ", "", "河长办"))
    assert unit.functions == ["水务局", "河长办"]
    assert Entry.objects.filter(verb="unit.create", subject_id=unit.pk, user=cast.admin.user).exists()


def test_a_unit_outside_the_ground_is_refused_beside_the_field(cast: Cast):
    with pytest.raises(BadForm) as refused:
        create(cast, "990102")
    assert set(refused.value.errors) == {"area"}


def test_without_the_permission_nothing_is_created(cast: Cast):
    with pytest.raises(BadForm):
        create(cast, "990101", by=cast.county_desk.actor)
    assert not Unit.objects.filter(name="水务局").exists()


def test_the_same_name_twice_in_one_area_is_said_beside_the_name(cast: Cast):
    create(cast, "990101")
    with pytest.raises(BadForm) as refused:
        create(cast, "990101")
    assert set(refused.value.errors) == {"name"}
    assert create(cast, "990101001").area == cast.areas.town


def test_an_area_has_one_desk(cast: Cast):
    with pytest.raises(BadForm) as refused:
        create(cast, "990101", kind="desk")
    assert set(refused.value.errors) == {"kind"}


def test_a_unit_above_serves_the_same_ground(cast: Cast):
    assert create(cast, "990101001", parent_id=cast.units.department.pk).parent == cast.units.department
    for stranger in (cast.units.neighbour_department, cast.units.other_town_desk):
        with pytest.raises(BadForm) as refused:
            create(cast, "990101001", name="别的", parent_id=stranger.pk)
        assert set(refused.value.errors) == {"parent"}


def test_a_unit_is_never_above_itself(cast: Cast):
    form = UnitForm(name="县综治中心", parent_id=cast.units.town_desk.pk)
    below = new_unit(area=cast.areas.county, parent=cast.units.county_desk)
    for parent in (cast.units.county_desk, below):
        form = UnitForm(name="县综治中心", parent_id=parent.pk)
        with pytest.raises(BadForm):
            people.update_unit(cast.units.county_desk.pk, form=form, by=cast.admin.actor, at=AT)


def test_a_unit_of_the_neighbour_is_not_there(cast: Cast):
    form = UnitForm(name="改名")
    with pytest.raises(NotAllowed):
        people.update_unit(cast.units.neighbour_desk.pk, form=form, by=cast.admin.actor, at=AT)
    with pytest.raises(NotAllowed):
        people.update_unit(10**9, form=form, by=cast.admin.actor, at=AT)


def test_a_unit_closes_when_nobody_is_posted_to_it(cast: Cast):
    with pytest.raises(Refused) as refused:
        people.close_unit(cast.units.department.pk, by=cast.admin.actor, at=AT)
    assert refused.value.code == "postings"
    people.end_posting(cast.handler.posting.pk, AT.date(), by=cast.admin.actor, at=AT)
    assert not people.close_unit(cast.units.department.pk, by=cast.admin.actor, at=AT).is_active


def test_a_unit_with_units_below_it_stays(cast: Cast):
    top = create(cast, "990101")
    create(cast, "990101", name="下属", parent_id=top.pk)
    with pytest.raises(Refused) as refused:
        people.close_unit(top.pk, by=cast.admin.actor, at=AT)
    assert refused.value.code == "children"


def test_what_is_said_of_a_unit_changes(cast: Cast):
    form = UnitForm(name="镜河县综合执法局", short_name="县执法局", functions=("城市管理局",), phone="0855-1234567")
    people.update_unit(cast.units.department.pk, form=form, by=cast.admin.actor, at=AT)
    cast.units.department.refresh_from_db()
    assert (cast.units.department.short_name, cast.units.department.phone) == ("县执法局", "0855-1234567")


@pytest.mark.parametrize("name", ["", "   ", "镜河县住房和城乡建设局"])
def test_a_name_that_is_empty_or_taken_is_said_beside_the_name(cast: Cast, name: str):
    with pytest.raises(BadForm) as refused:
        people.update_unit(cast.units.department.pk, form=UnitForm(name=name), by=cast.admin.actor, at=AT)
    assert set(refused.value.errors) == {"name"}


def test_closing_twice_changes_nothing(cast: Cast):
    unit = create(cast, "990101")
    for _ in range(2):
        people.close_unit(unit.pk, by=cast.admin.actor, at=AT)
    assert Entry.objects.filter(verb="unit.close").count() == 1
