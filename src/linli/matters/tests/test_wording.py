"""References and scopes as people write them."""

import pytest

from linli.matters.catalogue import default_matters
from linli.matters.wording import (
    Reference,
    parse_reference,
    parse_references,
    parse_source,
    references_text,
    scope_code,
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("GB事件01-10", "GB事件:01-10"),
        ("GB事件01-35/36", "GB事件:01-35;GB事件:01-36"),
        ("GB部件01-01至23", "GB部件:01-01至23"),
        ("GB部件01", "GB部件:01"),
        ("默认纠纷类型05/12", "默认纠纷类型:05;默认纠纷类型:12"),
        ("CJ/T 214街面秩序-机动车乱停放", "CJ/T 214:街面秩序-机动车乱停放"),
        ("安全生产法41条", "安全生产法:41条"),
        ("自拟", "自拟"),
        ("自拟,本人自愿", "自拟(本人自愿)"),
        ("地方扩展(运城05-96高空坠物)", "地方扩展:05-96(运城05-96高空坠物)"),
    ],
)
def test_the_source_column_becomes_scheme_code_and_note(source, text):
    assert references_text(parse_source(source)) == text


def test_every_reference_of_the_catalogue_is_read_back_as_it_was_written():
    for values in default_matters():
        assert parse_references(references_text(values.references)) == values.references


def test_full_width_signs_are_as_good():
    assert parse_reference("GB事件[2013]\uff1a01-10\uff08说明\uff09") == Reference(
        scheme="GB事件", version="2013", code="01-10", note="说明"
    )


@pytest.mark.parametrize("text", [":01", "(只有说明)", "GB[2013", "GB:1)"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="not a reference"):
        parse_reference(text)


def test_a_scope_is_a_matter_a_class_or_everything():
    assert [scope_code("99", *scope) for scope in (("0301", ""), ("", "03"), ("", ""))] == [
        "99/0301",
        "99/class:03",
        "99/*",
    ]
