"""Instructions to one's unit: received with one press, answered in a line."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.areas.rules import BadForm, KeyConflict, NotAllowed, Refused
from linli.cases.queries import NotFound
from linli.instructions import queries
from linli.instructions.actions import answer, receive
from linli.instructions.models import Instruction
from linli.instructions.rules import LONGEST, State, is_late, state_of
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page

PAGE = 30


@dataclass(frozen=True)
class Row:
    """An instruction as the page shows it."""

    instruction: Instruction
    state: State
    title: str
    is_late: bool
    key: str


@require_GET
@staff
def instructions(request: StaffRequest) -> HttpResponse:
    """Those to one's unit, unanswered first; with ``?sent=1`` those that one's unit sent."""
    return _page(request)


@require_POST
@staff
def do(request: StaffRequest, instruction_id: int) -> HttpResponse:
    """Receive an instruction, or answer it."""
    at = timezone.now()
    try:
        if "answer" in request.POST:
            key = _key(request.POST.get("key", ""))
            answer(instruction_id, request.POST["answer"], by=request.actor, at=at, key=key)
        else:
            receive(instruction_id, by=request.actor, at=at)
    except NotAllowed:
        raise NotFound from None
    except BadForm as error:
        return _page(request, wrong=(instruction_id, error.errors["answer"]))
    except (KeyConflict, Refused):
        return render(
            request, "409.html", {"reason": _("这条指令已经有人答复了，请重新打开看。")}, status=HTTPStatus.CONFLICT
        )
    return redirect("desk:instructions")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _page(request: StaffRequest, wrong: tuple[int, str] | None = None) -> HttpResponse:
    at, actor = timezone.now(), request.actor
    is_sent = request.GET.get("sent") == "1"
    first = _number(request.GET.get("from", ""))
    found = queries.from_unit(actor) if is_sent else queries.to_unit(actor)
    rows = list(found[first : first + PAGE + 1])
    sent = "sent=1&" if is_sent else ""
    context: dict[str, Any] = {
        "rows": [_row(one, at) for one in rows[:PAGE]],
        "is_sent": is_sent,
        "may_send": queries.may_send(actor),
        "longest": LONGEST,
        "wrong": wrong,
        "next_url": f"?{sent}from={first + PAGE}" if len(rows) > PAGE else "",
        "first_url": f"?{sent}" if first else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(request, "desk/instructions/list.html", context, at=at, status=status)


def _row(one: Instruction, at: datetime) -> Row:
    state = state_of(one.received_at, one.answered_at)
    return Row(one, state, _(state.title), is_late(one.reply_by, one.answered_at, at), str(uuid4()))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0  # noqa: PLR2004 - a place in a list
