"""Doors of the figures: looking, following a figure to its cases, printing a report, taking it away as Excel."""

from datetime import date
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.decorators.http import require_safe

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.cases.queries import NotFound
from linli.deadlines.rules import SHANGHAI
from linli.documents.excel import workbook
from linli.stats.queries import Figure, Period, UnknownFigure, behind, count, figures, level_of
from linli.web.desk.doors import StaffRequest
from linli.web.desk.figures import books, periods, showing
from linli.web.desk.figures.asking import TITLES, Asked, asked, ground_for, period_of
from linli.web.desk.lists.paging import page_of
from linli.web.desk.lists.rows import joined, rows_of
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Kinds of reports, with what they are called.
REPORTS = {"day": gettext_noop("日报"), "week": gettext_noop("周报"), "month": gettext_noop("月报")}


@require_safe
@needs(Permission.VIEW_GROUND)
def overview(request: StaffRequest) -> HttpResponse:
    """The figures of a ground and a period, with what they are compared with and what they are made of."""
    at = timezone.now()
    about = asked(request.GET, request.actor, at)
    offered, by = showing.tables(about), request.GET.get("by", "")
    by = by if by in offered else "matter"
    context = {
        "about": about,
        "place": areas.names([about.area])[about.area],
        "above": _above(about, request),
        "days": showing.days_text(about.period),
        "periods": [
            {"url": about.for_kind(kind), "label": title, "current": kind == about.kind}
            for kind, title in TITLES.items()
        ],
        "tiles": showing.tiles(about),
        "steps": showing.steps(about),
        "by": by,
        "dimensions": [
            {"url": about.url(by=name), "label": title, "current": name == by} for name, title in offered.items()
        ],
        "table": showing.by_dimension(about, by),
        "areas": showing.by_area(about),
        "excel_url": about.url("excel"),
        "reports": [
            (_(title), f"{reverse('desk:figures:report')}?{urlencode({'area': about.area, 'kind': kind})}")
            for kind, title in REPORTS.items()
        ],
        "is_free": about.kind == "free",
        "form_url": reverse("desk:figures:overview"),
    }
    return page(request, "desk/figures/overview.html", context, at=at, status=422 if about.error else 200)


@require_safe
@needs(Permission.VIEW_GROUND)
def report(request: StaffRequest) -> HttpResponse:
    """A daily, weekly or monthly report on one page, to be printed."""
    at = timezone.now()
    today = at.astimezone(SHANGHAI).date()
    kind = request.GET.get("kind", "day")
    if kind not in REPORTS:
        raise NotFound
    period = periods.containing(kind, min(_day(request.GET.get("on", ""), today), today), today=today)
    area, ground = ground_for(request.GET.get("area", ""), request.actor)
    about = Asked(area, level_of(area) or "", ground, kind, period, today)
    context = {
        "about": about,
        "title": f"{areas.names([area])[area]} {_(REPORTS[kind])}",
        "days": showing.days_text(period),
        "is_running": today in period,
        "unit": request.actor.unit_name,
        "at": at,
        "tiles": showing.tiles(about),
        "steps": showing.steps(about),
        "tables": [*_areas(about), *(showing.by_dimension(about, by) for by in showing.tables(about))],
        "earlier_url": _turned(about, later=False),
        "later_url": _turned(about, later=True),
        "overview_url": f"{reverse('desk:figures:overview')}?{urlencode({'area': area})}",
        "excel_url": Asked(area, about.level, ground, "free", period, today).url("excel"),
    }
    return page(request, "desk/figures/report.html", context, at=at)


@require_safe
@needs(Permission.VIEW_GROUND)
def cases(request: StaffRequest) -> HttpResponse:
    """The cases behind a figure: as many as it says."""
    at = timezone.now()
    area, _ground = ground_for(request.GET.get("area", ""), request.actor)
    one = _figure(request.GET.get("figure", ""))
    period = period_of(request.GET.get("first", ""), request.GET.get("last", "")) if one.is_flow else None
    by, value = request.GET.get("by", ""), request.GET.get("value", "")
    try:
        listing = behind(one.name, area, period, by=by, value=value)
        counted = count(one.name, area, period, by=by)
    except UnknownFigure as error:
        raise NotFound from error
    newer, older = request.GET.get("newer_than", ""), request.GET.get("older_than", "")
    shown = page_of(listing, joined, older_than=older, newer_than=newer)
    context = {
        "title": _(one.title),
        "number": counted.get(value if by else "", 0),
        "place": areas.names([area])[area],
        "days": showing.days_text(period) if period else _("此刻"),
        "value": showing.value_name(by, value),
        "rows": rows_of(shown.cases, at),
        "previous_url": _key(request, newer_than=shown.newer_than),
        "next_url": _key(request, older_than=shown.older_than),
        "back_url": _back(area, period),
    }
    return page(request, "desk/figures/cases.html", context, at=at)


@require_safe
@needs(Permission.VIEW_GROUND)
def excel(request: StaffRequest) -> HttpResponse:
    """The figures of the overview as xlsx, every table whole."""
    at = timezone.now()
    with override(settings.LANGUAGE_CODE):  # files are Chinese, whoever takes them
        about = asked(request.GET, request.actor, at)
        place = areas.names([about.area])[about.area]
        content = workbook(books.sheets(about, place, request.actor.unit_name))
    name = f"{place}统计 {about.period.first}至{about.period.last}.xlsx"
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _above(about: Asked, request: StaffRequest) -> list[tuple[str, str]]:
    """The areas above, down from the posting's own, as (name, address)."""
    codes = [code for code in about.ground if code]
    own = request.actor.ground_code
    inside = codes[codes.index(own) : -1] if own in codes else []
    names = areas.names(inside)
    return [(names[code], about.url(area=code)) for code in inside]


def _areas(about: Asked) -> list[showing.Table]:
    table = showing.by_area(about)
    return [table] if table else []


def _turned(about: Asked, *, later: bool) -> str:
    period = periods.next_to(about.kind, about.period, later=later, today=about.today)
    if period is None:
        return ""
    said = {"area": about.area, "kind": about.kind, "on": str(period.first)}
    return f"{reverse('desk:figures:report')}?{urlencode(said)}"


def _figure(name: str) -> Figure:
    found = next((figure for figure in figures() if figure.name == name), None)
    if found is None:
        raise NotFound
    return found


def _key(request: StaffRequest, **keys: str) -> str:
    """This page with another key; empty without one."""
    if not any(keys.values()):
        return ""
    kept = {name: value for name, value in request.GET.items() if name not in {"older_than", "newer_than"}}
    return f"{reverse('desk:figures:cases')}?{urlencode(kept | keys)}"


def _back(area: str, period: Period | None) -> str:
    days = {"period": "free", "first": str(period.first), "last": str(period.last)} if period else {}
    return f"{reverse('desk:figures:overview')}?{urlencode({'area': area} | days)}"


def _day(text: str, otherwise: date) -> date:
    try:
        return max(date.fromisoformat(text), date(2000, 1, 1))
    except ValueError:
        return otherwise
