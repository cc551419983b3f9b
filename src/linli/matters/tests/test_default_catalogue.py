"""The catalogue a new installation starts with."""

from decimal import Decimal

import pytest
from tests.cast import AT

from linli.accounts.audit.models import Entry
from linli.matters import actions, queries
from linli.matters.catalogue import default_matters
from linli.matters.models import Criterion, Edition, Matter, MatterClass
from linli.matters.wording import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_it_has_205_matters_in_16_classes_each_with_a_criterion_and_a_first_edition():
    assert (Matter.objects.count(), MatterClass.objects.count()) == (205, 16)
    assert Criterion.objects.count() == 205
    assert Edition.objects.filter(subject="matter", number=1).count() == 205


def test_a_matter_says_what_the_file_says():
    matter = queries.matter("0301")
    assert (matter.title, matter.urgency, matter.first_level) == ("井盖缺失、移位、破裂", "urgent", "grid")
    assert (matter.accept_limit, matter.accept_unit) == (Decimal("0.5"), "urgent_hour")
    assert matter.default_function == "市政设施管理中心(产权单位)"
    [criterion] = queries.criteria(matter)
    assert (criterion.limit, criterion.unit) == (Decimal(2), "urgent_hour")
    assert criterion.closing_condition == "设置警示并恢复井盖"


@pytest.mark.parametrize(
    ("code", "urgency", "unit"), [("0101", "pressing", "work_hour"), ("0102", "normal", "work_hour")]
)
def test_only_urgent_matters_are_accepted_on_the_running_clock(code, urgency, unit):
    matter = queries.matter(code)
    assert (matter.urgency, matter.accept_unit) == (urgency, unit)


def test_a_code_of_another_table_stands_beside_the_name_of_the_table():
    scheme_and_codes = [(one["scheme"], one["code"]) for one in queries.matter("0109").references]
    assert scheme_and_codes == [("GB事件", "01-35"), ("GB事件", "01-36")]


def test_loading_twice_changes_nothing():
    again = actions.load_default_catalogue(at=AT)
    assert (again.written, Edition.objects.count()) == ((), 205)
    assert Entry.objects.filter(verb="matters.load").count() == 1


def test_what_the_county_has_changed_stays_when_it_is_loaded_again(cast):
    actions.retire_matter("0113", by=cast.admin.actor, at=AT, expected=1)
    actions.load_default_catalogue(at=AT)
    assert not queries.matter("0113").is_active


def test_help_and_quarrels_are_confidential_and_broken_things_are_not():
    assert not Matter.objects.filter(group__code__in=["14", "15"], is_confidential=False).exists()
    assert not Matter.objects.filter(group__code__in=["01", "03", "16"], is_confidential=True).exists()


def test_the_commonest_matters_have_everyday_words():
    assert sum(bool(values.synonyms) for values in default_matters()) >= 60


def test_every_default_matter_passes_the_checks_of_the_screen(cast):
    for values in default_matters():
        actions.save_matter(values, by=cast.admin.actor, at=AT, expected=1)
    assert Edition.objects.filter(number__gt=1).count() == 0


def test_tiles_hold_every_public_matter_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        tiles = queries.tiles()
    assert sum(len(tile.matters) for tile in tiles) == 205
    assert (tiles[0].title, tiles[0].icon) == ("市容环境", "trash")


def test_references_survive_being_written_and_read_again():
    for values in default_matters():
        for one in values.references:
            assert isinstance(one, Reference)
            assert one.scheme
