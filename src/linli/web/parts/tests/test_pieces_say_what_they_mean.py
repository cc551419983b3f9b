"""Words for durations, initials, numbers and JSON, and fields with their hints and errors."""

import json
import re

import pytest
from django import forms
from django.template import Context, Template

from linli.web.parts.templatetags.parts import duration, initials, json_inside_script, unlocalize_number


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "不到 1 分"),
        (50, "50 分"),
        (200, "3 小时 20 分"),  # 3 × 60 + 20
        (180, "3 小时"),
        (1680, "1 天 4 小时"),  # 24 × 60 + 4 × 60
        (1685, "1 天 4 小时"),  # the two largest units say enough
        (1445, "1 天 5 分"),
        (-120, "2 小时"),  # how far over is said without a sign
    ],
)
def test_minutes_are_said_in_the_two_largest_units(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("name", "letters"), [("周岚", "周岚"), ("欧阳文静", "文静"), ("Ada Lovelace", "AL"), ("", "–")]
)
def test_an_avatar_shows_the_last_two_characters(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(("value", "text"), [(104.06, "104.06"), (30, "30"), (None, ""), ("", "")])
def test_a_coordinate_is_written_as_a_program_reads_it(value, text):
    assert unlocalize_number(value) == text


def test_json_in_a_page_cannot_end_its_script():
    text = json_inside_script({"name": "</script><b>&"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><b>&"}


class Form(forms.Form):
    telephone = forms.CharField(label="电话", help_text="手机或座机", max_length=11)
    note = forms.CharField(label="备注", required=False)
    urgency = forms.ChoiceField(
        label="紧急程度", choices=[("a", "一般")], widget=forms.RadioSelect, help_text="由值班员定"
    )
    agreed = forms.BooleanField(label="同意", required=False)


def field(form: forms.Form, name: str) -> str:
    template = Template("{% include 'parts/field.html' with field=field %}")
    return template.render(Context({"field": form[name]}))


def test_hint_and_error_are_tied_to_the_input():
    page = field(Form({"telephone": "1" * 12}), "telephone")
    assert 'aria-describedby="id_telephone_helptext id_telephone_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_telephone_error"' in page


def test_a_field_without_errors_names_none():
    page = field(Form({"telephone": "1", "urgency": "a"}), "telephone")
    assert "aria-invalid" not in page
    assert "field-error" not in page


def test_only_what_may_stay_empty_is_called_optional():
    assert "选填" in field(Form(), "note")
    assert "选填" not in field(Form(), "telephone")


def test_choices_are_a_group_with_a_legend():
    page = field(Form(), "urgency")
    assert re.search(r"<legend>\s*紧急程度", page)
    assert 'aria-describedby="id_urgency_helptext"' in page


def test_a_box_to_tick_stands_before_its_label():
    page = field(Form(), "agreed")
    assert page.index('type="checkbox"') < page.index("<label")
