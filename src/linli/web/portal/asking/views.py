"""The doors of a questionnaire: the sheet, and the word of thanks."""

from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.cases.queries import NotFound
from linli.web.portal import limits, trap
from linli.web.portal.asking.forms import SheetForm
from linli.web.portal.doors import door, not_found, page
from linli.work.risks import queries
from linli.work.risks.actions import answer
from linli.work.risks.queries import Sheet

SHEET, CLOSED = "portal/asking/sheet.html", "portal/asking/closed.html"


@door("GET", "POST")
def ask(request: HttpRequest, no: str, mark: str) -> HttpResponse:
    """The sheet, and taking it in; a sheet sent twice is one answer, after the last day none is taken."""
    at = timezone.now()
    sheet = _sheet(no, mark, at)
    if sheet is None:
        return not_found(request)
    if request.method == "POST":
        return _taken(request, sheet, mark, at)
    if not sheet.is_open:
        return page(request, CLOSED, {"sheet": sheet})
    return _show(request, sheet, SheetForm(sheet, initial={"key": uuid4()}))


@door("GET")
def thanks(request: HttpRequest, no: str, mark: str) -> HttpResponse:
    """After sending."""
    sheet = _sheet(no, mark, timezone.now())
    return page(request, "portal/asking/thanks.html", {"sheet": sheet}) if sheet else not_found(request)


def _sheet(no: str, mark: str, at: datetime) -> Sheet | None:
    """The questionnaire at an address, which is too long to be found by trying."""
    try:
        return queries.sheet(no, mark, at)
    except NotFound:
        return None


def _taken(request: HttpRequest, sheet: Sheet, mark: str, at: datetime) -> HttpResponse:
    form = SheetForm(sheet, request.POST)
    form.is_valid()
    key = form.sent_key()
    if trap.is_sprung(request) or key is None:
        return redirect("portal:ask", sheet.no, mark)
    limits.spend("answer_address", limits.address(request), at)
    try:
        answer(sheet.no, mark, **form.said(), at=at, key=key)
    except RefusedAction:
        return page(request, CLOSED, {"sheet": sheet}, status=HTTPStatus.CONFLICT)
    except KeyConflict:  # the same sheet with other words: the first ones stand
        return redirect("portal:ask_thanks", sheet.no, mark)
    except BadForm as bad:
        form.complain(bad.errors)
        return _show(request, sheet, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("portal:ask_thanks", sheet.no, mark)


def _show(request: HttpRequest, sheet: Sheet, form: SheetForm, status: int = HTTPStatus.OK) -> HttpResponse:
    return page(request, SHEET, {"sheet": sheet, "form": form, "trap": trap.NAME}, status=status)
