"""What a test can see of docs/adr/0004-what-is-not-built.md: nothing here locates, grades or lists people."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.db.models import Field, Model

from linli.matters.catalogue import default_matters

#: Words by which a field would grade, colour or sort a person.
GRADES = re.compile(
    r"(risk|danger|threat|credit|trust|loyalty|stability)_?(level|score|grade|colou?r|rank)"
    r"|focus_person|key_person|person_(level|score|grade|type|tag|label)|belief|religion|ethnic|petition"
    r"|points_earned|online_(time|minutes)|check_?in"
)
#: 重点人员, 危险等级 and their like.
CHINESE_GRADES = re.compile(
    r"重点人|关注人员|危险等级|风险等级|信用分|人员等级|人员类别|宗教|民族|信访人|在线时长|签到|积分|轨迹"
)
ABOUT_PEOPLE = re.compile(
    r"可疑人员|重点人员|举报.*人员|上访|信访人|信教|吸毒人员|刑满|社区矫正人员|精神病人肇事|流动人口排查"
)


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("linli.")]


def our_fields() -> Iterator[tuple[str, Field]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, Field):
                yield f"{model._meta.label}.{field.name}", field


def points_at_a_person(model: type[Model]) -> bool:
    people = {"accounts.User", "areas.Posting", "cases.Contact"}
    links = (field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation)
    return any(isinstance(link, type) and link._meta.label in people for link in links)


def test_no_model_pairs_a_person_with_positions() -> None:
    """A case has a place and knows who reported it; that is the one position a person gives, of the matter."""
    located = {model._meta.label for model in our_models() if _is_located(model) and points_at_a_person(model)}
    assert located == {"cases.Case"}


def _is_located(model: type[Model]) -> bool:
    return any(isinstance(field, GeometryField) for field in model._meta.get_fields())


@pytest.mark.parametrize("model", ["accounts.User", "areas.Posting", "cases.Contact", "notices.Notice", "audit.Entry"])
def test_what_describes_a_person_has_no_place(model: str) -> None:
    names = {field.name for field in apps.get_model(model)._meta.get_fields()}
    assert not names & {"point", "lon", "lat", "location", "track", "raw_fix", "extent"}
    assert not _is_located(apps.get_model(model))


def test_no_field_is_named_as_a_grade_of_a_person() -> None:
    offenders = [name for name, field in our_fields() if GRADES.search(name.lower())]
    offenders += [name for name, field in our_fields() if CHINESE_GRADES.search(str(field.verbose_name))]
    assert offenders == []


def test_the_words_that_are_kept_out_would_be_found() -> None:
    assert GRADES.search("resident.risk_level")
    assert CHINESE_GRADES.search("重点人员类别")
    assert ABOUT_PEOPLE.search("重点人员排查")


def test_no_matter_is_a_report_about_a_person() -> None:
    titles = [matter.title for matter in default_matters()]
    assert len(titles) == 205
    assert [title for title in titles if ABOUT_PEOPLE.search(title)] == []
