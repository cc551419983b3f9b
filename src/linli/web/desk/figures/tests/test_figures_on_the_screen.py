"""Figures lead to their cases, compare what can be compared, and are there only for one's own ground."""

import io
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.areas.models import Posting
from linli.stats.queries import Period
from linli.web.desk.figures import periods
from linli.web.desk.tests.signed_in import signed_in, words

MARCH = {"period": "free", "first": "2026-03-01", "last": "2026-03-31"}
FIGURES = "/desk/figures/"


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def numbers(page: str) -> dict[str, str]:
    """Large numbers of the page by their titles."""
    found = re.findall(r'figures-title">(.*?)</div><div class="figures-number number">(?:<a[^>]*>)?([^<]*)', page)
    return dict(found)


def lines(page: str) -> int:
    return len(re.findall(r"<tr><th scope=\"row\"", page))


def test_the_overview_counts_a_period(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    reported()
    page = words(signed_in(cast.leader).get(FIGURES, MARCH))
    assert numbers(page) == {
        "上报": "2",
        "受理": "1",
        "办结": "1",
        "按时办结率": "不足10件",
        "超期办结": "0",
        "在办": "1",
    }
    assert "城关街道" in page


def test_every_number_leads_to_as_many_cases(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    reported(source="grid", by=cast.grid_worker.actor)
    client = signed_in(cast.county_desk)
    page = words(client.get(FIGURES, MARCH | {"by": "source"}))
    links = [
        (unescape(url), int(n)) for url, n in re.findall(r'<a href="(/desk/figures/cases/[^"]*)">([\d,]+)</a>', page)
    ]
    assert len(links) > 8
    for url, n in links:
        behind = words(client.get(url))
        assert lines(behind) == n, url
        assert f'<span class="count">{n}</span>' in behind


def test_long_lists_of_cases_are_paged_by_key(cast: Cast) -> None:
    for _ in range(53):
        reported()
    client = signed_in(cast.leader)
    asked = {"figure": "opened", "area": "990101", "first": "2026-03-01", "last": "2026-03-31"}
    first = words(client.get(f"{FIGURES}cases/", asked))
    (following,) = re.findall(r'rel="next" href="([^"]*)"', first)
    assert (lines(first), lines(words(client.get(unescape(following))))) == (50, 3)


@pytest.mark.parametrize("view", ["", "report/", "excel/", "cases/"])
def test_another_ground_is_not_there(cast: Cast, view: str) -> None:
    asked = {"area": "990101001001", "figure": "open"}
    assert signed_in(cast.leader).get(FIGURES + view, asked).status_code == 200
    assert signed_in(cast.community_desk).get(FIGURES + view, asked).status_code == 200
    assert signed_in(cast.other_town_desk).get(FIGURES + view, asked).status_code == 404
    assert signed_in(cast.stranger).get(FIGURES + view, asked).status_code == 404
    assert signed_in(cast.handler).get(FIGURES + view, asked).status_code == 404  # sees cases, not a ground
    assert signed_in(cast.leader).get(FIGURES + view, asked | {"area": "1"}).status_code == 404


def test_those_who_may_find_it_in_their_tools(cast: Cast) -> None:
    assert FIGURES in words(signed_in(cast.leader).get("/desk/", follow=True))
    assert FIGURES not in words(signed_in(cast.handler).get("/desk/", follow=True))


def test_days_that_are_none_are_told_and_the_month_shown(cast: Cast) -> None:
    client = signed_in(cast.leader)
    for first, last in (("", ""), ("2026-03-04", "2026-03-01"), ("x", "y"), ("0001-01-01", "9999-01-01")):
        answer = client.get(FIGURES, {"period": "free", "first": first, "last": last})
        assert answer.status_code == 422
        assert "请填写起止日期" in words(answer)


def test_a_grid_worker_sees_the_grid_and_nothing_below(cast: Cast) -> None:
    reported()
    page = words(signed_in(cast.grid_worker).get(FIGURES, MARCH))
    assert numbers(page)["上报"] == "1"
    assert "<h2>按" not in page


def test_shares_are_put_in_order_only_of_enough_and_ties_are_told(cast: Cast) -> None:
    for _ in range(10):
        bring(reported(), cast, "closed")
    page = words(signed_in(cast.leader).get(FIGURES, MARCH | {"by": "matter"}))
    assert numbers(page)["按时办结率"] == "100.0%"
    assert "并列第" not in page  # one alone is in no order
    for _ in range(10):
        bring(reported(matter_code="0304"), cast, "closed")
    page = words(signed_in(cast.leader).get(FIGURES, MARCH | {"by": "matter"}))
    assert page.count("并列第 1") == 2
    assert "小时" in page


def test_a_report_is_printed_for_a_day_a_week_a_month(cast: Cast) -> None:
    reported()
    client = signed_in(cast.leader)
    for kind, title in (("day", "日报"), ("week", "周报"), ("month", "月报")):
        page = words(client.get(f"{FIGURES}report/", {"kind": kind, "on": "2026-03-04"}))
        assert f"<h1>镜河县 {title}</h1>" in page
        assert numbers(page)["上报"] == "1"
        assert 'rel="prev"' in page
    assert client.get(f"{FIGURES}report/", {"kind": "hour"}).status_code == 404


def test_the_workbook_holds_every_table(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    answer = signed_in(cast.leader).get(f"{FIGURES}excel/", MARCH)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["概况", "趋势", "按街镇", "按事项", "按大类", "按来源", "按单位"]
    towns = book.get_sheet_by_name("按街镇").to_python()
    assert towns[1][:3] == ["城关街道", 1.0, 1.0]


def test_a_city_is_shown_by_county_and_each_county_by_unit(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    Posting.objects.filter(pk=cast.leader.posting.pk).update(ground=cast.areas.city)
    client = signed_in(cast.leader)
    city, county = (client.get(FIGURES, MARCH | {"by": "unit", "area": area}).context for area in ("", "990101"))
    assert (city["areas"].title, city["table"].title) == ("按区县", "按事项")
    assert [one["label"] for one in city["dimensions"]] == ["事项", "大类", "来源"]
    assert county["table"].title == "按单位"
    assert "按单位" not in words(client.get(f"{FIGURES}report/"))
    assert client.get(f"{FIGURES}cases/", MARCH | {"figure": "closed", "by": "unit", "value": "1"}).status_code == 404


@pytest.mark.parametrize("view", ["", "report/", "excel/", "cases/"])
def test_a_page_costs_the_same_for_one_case_as_for_many(cast: Cast, view: str) -> None:
    client = signed_in(cast.leader)
    asked = MARCH | {"figure": "opened", "area": "990101", "kind": "month", "on": "2026-03-04"}

    def cost() -> int:
        client.get(FIGURES + view, asked)
        with CaptureQueriesContext(connection) as queries:
            client.get(FIGURES + view, asked)
        return len(queries)

    reported()
    one = cost()
    for number in range(6):
        bring(reported(at=AT.replace(day=5 + number), matter_code="0304" if number % 2 else "0301"), cast, "closed")
    assert cost() == one
    assert one <= {"": 60, "report/": 70, "excel/": 70, "cases/": 30}[view]


@pytest.mark.parametrize(
    ("kind", "first", "last", "before", "year"),
    [
        ("day", (2026, 3, 4), (2026, 3, 4), ((2026, 3, 3), (2026, 3, 3)), ((2025, 3, 4), (2025, 3, 4))),
        # a week so far, Monday to Wednesday; a year ago the same weekdays
        ("week", (2026, 3, 2), (2026, 3, 4), ((2026, 2, 23), (2026, 2, 25)), ((2025, 3, 3), (2025, 3, 5))),
        ("month", (2026, 3, 1), (2026, 3, 4), ((2026, 2, 1), (2026, 2, 4)), ((2025, 3, 1), (2025, 3, 4))),
        # the whole of March after the whole of February
        ("month", (2026, 3, 1), (2026, 3, 31), ((2026, 2, 1), (2026, 2, 28)), ((2025, 3, 1), (2025, 3, 31))),
        ("quarter", (2026, 1, 1), (2026, 3, 31), ((2025, 10, 1), (2025, 12, 31)), ((2025, 1, 1), (2025, 3, 31))),
        ("year", (2024, 1, 1), (2024, 2, 29), ((2023, 1, 1), (2023, 2, 28)), ((2023, 1, 1), (2023, 2, 28))),
        ("free", (2026, 3, 4), (2026, 3, 10), ((2026, 2, 25), (2026, 3, 3)), ((2025, 3, 4), (2025, 3, 10))),
    ],
)
def test_a_period_is_compared_with_as_much_of_the_one_before(kind, first, last, before, year) -> None:
    period = Period(date(*first), date(*last))
    assert periods.before(kind, period) == Period(*(date(*on) for on in before))
    assert periods.a_year_before(kind, period) == Period(*(date(*on) for on in year))


def test_a_period_that_has_not_begun_is_not_offered() -> None:
    today = date(2026, 3, 4)
    march = periods.containing("month", today, today=today)
    assert march == Period(date(2026, 3, 1), today)
    assert periods.next_to("month", march, later=True, today=today) is None
    assert periods.next_to("month", march, later=False, today=today) == Period(date(2026, 2, 1), date(2026, 2, 28))
