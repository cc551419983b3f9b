"""No matter is a report about a person (the table in the project's scope, kept out by tests)."""

import re

import pytest
from tests.cast import AT

from linli.matters import actions, queries
from linli.matters.catalogue import default_matters
from linli.matters.models import Matter
from linli.matters.refusals import BadForm
from linli.matters.rules import is_about_persons

#: Titles of the default catalogue that name a person or a group, each read and found to be a service asked for,
#: a duty of an employer or an owner, or help in danger. A new one stops here until somebody has read it.
READ_AND_FOUND_HARMLESS = {
    "0604": "场所内违规住人(三合一)",  # the premises
    "0709": "电梯困人、故障停运",  # rescue
    "0804": "空置房屋、烂尾工地无人看管",  # the building
    "1104": "疑似使用童工线索",  # the employer
    "1107": "零就业家庭帮扶申请",  # asked for
    "1110": "新就业形态劳动者服务需求",  # asked for
    "1205": "适龄儿童失学线索",  # schooling to be offered
    "1206": "网吧、娱乐场所违规接纳未成年人",  # the premises
    "1403": "独居、空巢老人探访与求助",  # a visit
    "1405": "残疾人证、辅具、无障碍需求",  # asked for
    "1406": "困境儿童、留守儿童关爱",  # care, with the guardian's consent
    "1410": "退役军人优待咨询",  # asked for
    "1412": "心理咨询服务需求(本人自愿)",  # asked for
    "1413": "走失人员协查求助",  # help for the family
}
NAMES_PERSONS = re.compile("人员|住人|困人|无人|老人|儿童|童工|未成年人|军人|本人|家庭帮扶|劳动者|残疾人")


def test_the_default_catalogue_holds_no_report_about_a_person():
    assert [values.title for values in default_matters() if is_about_persons(values.title)] == []


def test_every_title_that_names_persons_has_been_read():
    naming = {values.code: values.title for values in default_matters() if NAMES_PERSONS.search(values.title)}
    assert naming == READ_AND_FOUND_HARMLESS


@pytest.mark.parametrize(
    "title",
    [
        "重点人员动态",
        "可疑人员线索",
        "外来人口信息采集",
        "刑满释放人员走访",
        "上访人员稳控",
        "流动人口轨迹",
        "邪教人员线索",
    ],
)
def test_a_title_about_a_kind_of_person_is_recognised(title):
    assert is_about_persons(title)


@pytest.mark.parametrize(
    "title", ["刑满释放人员就业帮扶申请", "宗教活动场所消防隐患", "民族路路灯不亮", "信访事项转送", "居住证办理咨询"]
)
def test_services_and_places_are_welcome(title):
    assert not is_about_persons(title)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
def test_the_screen_does_not_let_one_in(cast):
    values = queries.values_of(queries.matter("0804"))
    watched = type(values)(**{**vars(values), "code": "0899", "title": "重点人员线索"})
    with pytest.raises(BadForm) as refused:
        actions.save_matter(watched, by=cast.admin.actor, at=AT, expected=0)
    assert set(refused.value.errors) == {"title"}
    assert not Matter.objects.filter(code="0899").exists()
