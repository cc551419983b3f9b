"""The country's working days come in by one command."""

import io

import pytest
from django.core.management import CommandError, call_command

from linli.areas.models import CalendarDay

pytestmark = pytest.mark.django_db


def said(*years: str) -> str:
    out = io.StringIO()
    call_command("import_calendar", *years, stdout=out)
    return out.getvalue()


def test_a_year_comes_in_once():
    assert "2024、2025 年:新增 731 天" in said("2024", "2025")
    assert "写入 0 天" in said("2024", "2025")
    assert CalendarDay.objects.count() == 731


def test_without_years_those_around_now_come_in():
    said()
    assert CalendarDay.objects.filter(area_code="").count() >= 365


def test_a_year_that_is_not_published_is_refused():
    with pytest.raises(CommandError, match="2099 年的节假日安排尚未公布"):
        said("2099")
    assert not CalendarDay.objects.exists()
