"""The page of the working calendar."""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.permissions import Permission
from linli.areas import queries
from linli.areas.actions import calendar as actions
from linli.areas.rules import Actor
from linli.cases.actions import with_calendar
from linli.cases.queries import NotFound
from linli.web.desk.calendar.forms import DayForm, OfficeForm
from linli.web.desk.calendar.year import Mark, months
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import status, tabs

_FIRST, _LAST = 2000, 2100
USUAL_HOURS = {"morning_from": "08:00", "morning_to": "12:00", "afternoon_from": "14:00", "afternoon_to": "18:00"}


@require_safe
@needs(Permission.EDIT_CALENDAR)
def index(request: StaffRequest) -> HttpResponse:
    """A year of the county's calendar."""
    at = timezone.now()
    year = _year(request.GET.get("year", ""), at)
    return _page(
        request, year, at, {"office_form": OfficeForm(initial={"from_on": timezone.localdate(at), **USUAL_HOURS})}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_CALENDAR)
def day(request: StaffRequest, on: date) -> HttpResponse:
    """One day: worked or not, and why."""
    at = timezone.now()
    county = _county(request.actor)
    mark = _marks(county, on.year).get(on)
    initial = {"is_working": "1" if mark is None or mark.is_working else "0", "note": mark.note if mark else ""}
    form = DayForm(request.POST or None, initial=initial)
    if form.is_valid() and _saved(
        form,
        lambda: with_calendar(
            lambda: actions.set_day(county=county, on=on, **form.cleaned_data, by=request.actor, at=at),
            county=county,
            at=at,
        ),
    ):
        messages.success(request, _("已保存，在办件的时限随后按新的日历重算。"))
        return redirect(_address(on.year))
    return _page(request, on.year, at, {"day_form": form, "on": on, "mark": mark})


@require_POST
@needs(Permission.EDIT_CALENDAR)
def clear(request: StaffRequest, on: date) -> HttpResponse:
    """Let the country's arrangement hold again for a day."""
    county, at = _county(request.actor), timezone.now()
    with_calendar(lambda: actions.clear_day(county=county, on=on, by=request.actor, at=at), county=county, at=at)
    messages.success(request, _("已恢复全国的安排，在办件的时限随后重算。"))
    return redirect(_address(on.year))


@require_POST
@needs(Permission.EDIT_CALENDAR)
def office(request: StaffRequest) -> HttpResponse:
    """Set the hours of work from a day on."""
    at = timezone.now()
    form = OfficeForm(request.POST)
    county = _county(request.actor)
    if form.is_valid() and _saved(
        form,
        lambda: with_calendar(
            lambda: actions.set_office(
                county=county, from_on=form.cleaned_data["from_on"], periods=form.periods(), by=request.actor, at=at
            ),
            county=county,
            at=at,
        ),
    ):
        messages.success(request, _("已保存工作时间，在办件的时限随后重算。"))
        return redirect("desk:calendar:index")
    return _page(request, timezone.localdate(at).year, at, {"office_form": form})


def _saved(form: DayForm | OfficeForm, action: Callable[[], object]) -> bool:
    return attempt(form, action) is not None


def _page(request: StaffRequest, year: int, at: datetime, more: dict[str, Any]) -> HttpResponse:
    county = _county(request.actor)
    marks = _marks(county, year)
    context = {
        "tabs": tabs(request, "calendar"),
        "area": queries.area(county),
        "year": year,
        "months": months(year, marks),
        "is_covered": any(not mark.is_own for mark in marks.values()),
        "today": timezone.localdate(at),
        "offices": queries.offices(county),
        "previous_url": _address(year - 1) if year > _FIRST else "",
        "next_url": _address(year + 1) if year < _LAST else "",
        **more,
    }
    shown = status(request) if request.method == "POST" else HTTPStatus.OK
    return page(request, "desk/calendar/year.html", context, at=at, status=shown)


def _county(actor: Actor) -> str:
    """The county whose calendar this posting keeps; raises ``NotFound`` for a posting below or beside one."""
    ground = queries.ground_of(actor.ground_code)
    code = (ground.county if ground else "") or settings.HOME_AREA
    kept = queries.ground_of(code)
    if kept is None or not actor.may(Permission.EDIT_CALENDAR, kept):
        raise NotFound
    return code


def _marks(county: str, year: int) -> dict[date, Mark]:
    rows = queries.calendar_rows(county, year)
    return {row.on: Mark(row.is_working, row.note, is_own=bool(row.area_code)) for row in rows}


def _year(text: str, at: datetime) -> int:
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    return wanted if _FIRST <= wanted <= _LAST else timezone.localdate(at).year


def _address(year: int) -> str:
    return f"{reverse('desk:calendar:index')}?year={year}"
