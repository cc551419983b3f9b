"""The doors of paper: a PDF of one case, a register of many."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases.models import Case
from linli.cases.queries import NotFound, get_visible
from linli.deadlines.rules import SHANGHAI
from linli.web.desk import kinds
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.fields import Option
from linli.web.desk.pages import page
from linli.web.desk.papers import books
from linli.web.desk.papers.filling import KINDS, made

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL_DAYS = 30


@require_GET
@staff
def paper(request: StaffRequest, case_id: int, kind: str) -> HttpResponse:
    """One of the six papers of a case, as PDF to look at and print."""
    at = timezone.now()
    case = get_visible(request.actor, case_id)
    with override(settings.LANGUAGE_CODE):  # papers are Chinese, whoever prints them
        found = _paper(case, kind, request.actor, at)
    if found is None:
        raise NotFound
    title, content = found
    return _file(content, "application/pdf", f"{title} {case.no}.pdf", "inline")


def _paper(case: Case, kind: str, actor: Actor, at: datetime) -> tuple[str, bytes] | None:
    """The title of a paper and the paper; a kind of work has its own instead of the common ones."""
    face = kinds.FACES.get(case.process)
    content = face.paper(case, kind, actor, at) if face else made(case, kind, actor, at)
    title = face.papers[kind] if face and content else KINDS[kind].title if content else ""
    return (title, content) if content else None


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def registers(request: StaffRequest) -> HttpResponse:
    """Choosing a register, a period and a ground; the workbook itself, with a line in the journal."""
    actor = request.actor
    if not actor.holds(Permission.EXPORT):
        raise PermissionDenied
    at = timezone.now()
    if request.method != "POST":
        return _choose(request, _usual(request.GET, at), {}, at)
    wanted, errors = _wanted(request.POST, actor)
    if wanted is None:
        return _choose(request, request.POST, errors, at, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if books.cases_for(wanted, actor)[: books.MOST + 1].count() > books.MOST:
        errors = {"until": _("这段时间超过 %(n)d 件，请分几段导出") % {"n": books.MOST}}
        return _choose(request, request.POST, errors, at, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _exported(wanted, actor, at)


def _exported(wanted: books.Wanted, actor: Actor, at: datetime) -> HttpResponse:
    """The workbook; the journal's line is written before it is handed over."""
    told: dict[str, object] = {"book": wanted.kind, "since": str(wanted.since), "until": str(wanted.until)}
    with transaction.atomic():
        audit.record("case.export", "area", wanted.code, by=actor, at=at, detail=told)
        with override(settings.LANGUAGE_CODE):  # so are registers
            content = books.workbook(wanted, actor, at)
    title = books.BOOKS[wanted.kind].title
    return _file(content, XLSX, f"{title} {wanted.since}至{wanted.until}.xlsx", "attachment")


def _wanted(values: Mapping[str, str], actor: Actor) -> tuple[books.Wanted | None, dict[str, str]]:
    """What was chosen, or a message for each thing that cannot be meant."""
    errors = {}
    kind, code = values.get("kind", ""), values.get("area", "")
    since, until = _day(values.get("since", "")), _day(values.get("until", ""))
    if kind not in books.BOOKS:
        errors["kind"] = _("请选择登记本")
    if since is None:
        errors["since"] = _("请填写起始日期")
    if until is None:
        errors["until"] = _("请填写截止日期")
    if since and until and until < since:
        errors["until"] = _("截止日期在起始日期之前")
    ground = areas.ground_of(code)
    if ground is None or not actor.may(Permission.EXPORT, ground):
        errors["area"] = _("请选择本岗位责任区内的地方")
    if errors or since is None or until is None:
        return None, errors
    return books.Wanted(kind, since, until, areas.area(code).level, code), {}


def _usual(values: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The last thirty days, unless the address says otherwise."""
    today = at.astimezone(SHANGHAI).date()
    usual = {"kind": "intake", "since": str(today - timedelta(days=USUAL_DAYS)), "until": str(today)}
    return usual | {name: values[name] for name in ("kind", "since", "until", "area") if name in values}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _choose(
    request: StaffRequest, values: Mapping[str, str], errors: dict[str, str], at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    context: dict[str, Any] = {
        "values": {name: values.get(name, "") for name in ("kind", "since", "until", "area")},
        "errors": errors,
        "kinds": [Option(name, str(title)) for name, title in books.TITLES.items()],
        "areas": _areas(request.actor),
        "url": reverse("desk:registers"),
    }
    return page(request, "desk/papers/registers.html", context, at=at, status=status)


def _areas(actor: Actor) -> list[Option]:
    levels = [Level.COUNTY, Level.TOWN, Level.COMMUNITY, *([Level.GRID] if actor.ground_level == Level.GRID else [])]
    found = areas.below(actor.ground_level, actor.ground_code, levels)
    return [Option(one.code, ("　" if one.level == Level.COMMUNITY else "") + one.name) for one in found]


def _file(content: bytes, mime: str, name: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=mime)
    answer.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
