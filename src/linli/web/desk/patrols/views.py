"""Checklists: the list, writing and changing one, ending it, and how far the grids have come."""

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import KeyConflict
from linli.cases.queries import NotFound
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.patrols.forms import ChecklistForm
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import number, status
from linli.work.patrols import actions, queries
from linli.work.patrols.models import Checklist
from linli.work.patrols.queries import Patrol, Turn
from linli.work.patrols.rules import Rhythm, may_begin

PAGE = 30


@dataclass(frozen=True)
class Row:
    """A checklist as the list shows it."""

    checklist: Checklist
    rhythm: str
    turn: Turn | None
    is_running: bool


@dataclass(frozen=True)
class Line:
    """A grid's task as the page shows it."""

    patrol: Patrol
    state: str
    is_late: bool


@require_safe
@needs(Permission.DESK)
def index(request: StaffRequest) -> HttpResponse:
    """Checklists on the ground of the desk, running ones first, with how far their newest turn has come."""
    first = number(request, "from") or 0
    rows = list(queries.checklists(request.actor)[first : first + PAGE + 1])
    turns = queries.turns(row.pk for row in rows)
    today = timezone.localdate()
    context = {
        "rows": [_row(each, turns.get(each.pk), today) for each in rows[:PAGE]],
        "may_begin": may_begin(request.actor),
        "next_url": f"?from={first + PAGE}" if len(rows) > PAGE else "",
        "first_url": reverse("desk:patrols:index") if first else "",
    }
    return page(request, "desk/patrols/index.html", context, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def new(request: StaffRequest) -> HttpResponse:
    """Write a checklist for the own ground."""
    actor, at = request.actor, timezone.now()
    if not may_begin(actor):
        raise NotFound
    initial = ChecklistForm.blank(timezone.localdate(at))
    form = ChecklistForm(request.POST or None, grids=_grids(actor.ground_level, actor.ground_code), initial=initial)
    if form.is_valid():
        key = form.cleaned_data["key"] or uuid4()
        try:
            made = attempt(form, lambda: actions.write_checklist(form.wording(), by=actor, at=at, key=key))
        except KeyConflict:
            form.add_error(None, _("这张清单已经写过了，请回到清单里看。"))
        else:
            if made:
                messages.success(request, _("已写好，网格员的手机上马上能看到。"))
                return redirect("desk:patrols:detail", made.pk)
    context = {"form": form, "cancel_url": reverse("desk:patrols:index")}
    return page(request, "desk/patrols/edit.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def edit(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Change a checklist for the turns to come."""
    at, known = timezone.now(), _known(request, checklist_id)
    level = "community" if known.community else "town"
    initial = ChecklistForm.initial_of(known)
    form = ChecklistForm(request.POST or None, grids=_grids(level, known.ground.deepest), initial=initial)
    if form.is_valid():
        saved = attempt(form, lambda: actions.change_checklist(known.pk, form.wording(), by=request.actor, at=at))
        if saved:
            messages.success(request, _("已保存，从下一轮起按新的做。"))
            return redirect("desk:patrols:detail", known.pk)
    context = {"form": form, "checklist": known, "cancel_url": reverse("desk:patrols:detail", args=[known.pk])}
    return page(request, "desk/patrols/edit.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def end(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """End a checklist, after a page that says what that means."""
    at, known = timezone.now(), _known(request, checklist_id)
    if request.method == "POST":
        actions.end_checklist(known.pk, by=request.actor, at=at)
        messages.success(request, _("已停止。"))
        return redirect("desk:patrols:detail", known.pk)
    return page(request, "desk/patrols/end.html", {"checklist": known}, at=at)


@require_safe
@needs(Permission.DESK)
def detail(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """A checklist, and one of its turns grid by grid."""
    at, known = timezone.now(), _known(request, checklist_id)
    days = queries.days_of_turns(known)
    shown = _chosen(request.GET.get("turn", ""), days)
    lines = queries.progress(known, shown, request.actor) if shown else []
    today = timezone.localdate(at)
    context = {
        "row": _row(known, None, today),
        "checklist": known,
        "is_ended": known.ended_at is not None,
        "turns": [_tab(known, day, is_current=day == shown) for day in days],
        "due_on": lines[0].due_on if lines else None,
        "tiles": _tiles(lines),
        "lines": [_line(each, today) for each in lines],
        "findings": _findings(lines),
        "place": areas.names([known.ground.deepest]).get(known.ground.deepest, ""),
        "at": at,
    }
    return page(request, "desk/patrols/detail.html", context, at=at, status=HTTPStatus.OK)


def _known(request: StaffRequest, checklist_id: int) -> Checklist:
    found = queries.checklists(request.actor).filter(pk=checklist_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found


def _grids(level: str, code: str) -> list[tuple[str, str]]:
    return list(areas.below(level, code, ["grid"]).values_list("code", "name"))


def _row(one: Checklist, turn: Turn | None, today: date) -> Row:
    is_over = one.until_on is not None and one.until_on < today
    return Row(one, _(Rhythm(one.rhythm).title), turn, one.ended_at is None and not is_over)


def _chosen(text: str, days: list[date]) -> date | None:
    return next((day for day in days if day.isoformat() == text), days[0] if days else None)


def _tab(one: Checklist, day: date, *, is_current: bool) -> dict[str, Any]:
    url = reverse("desk:patrols:detail", args=[one.pk], query={"turn": day.isoformat()})
    return {"url": url, "label": f"{day.month}-{day.day:02d}", "current": is_current}


def _tiles(lines: list[Patrol]) -> list[dict[str, Any]]:
    done, found = sum(line.done_at is not None for line in lines), sum(line.found for line in lines)
    counts = [(_("网格"), len(lines)), (_("做完"), done), (_("没做完"), len(lines) - done), (_("有问题的项"), found)]
    return [{"title": title, "text": str(count)} for title, count in counts]


def _line(one: Patrol, today: date) -> Line:
    late = _is_late(one.done_at, one.due_on, today)
    if one.done_at is not None:
        return Line(one, _("做完，晚了") if late else _("做完"), late)
    words = {"done": one.answered, "all": len(one.items)}
    state = _("做了 %(done)d/%(all)d 项") % words if one.answered else _("还没做")
    return Line(one, _("%(state)s，已过期") % {"state": state} if late else state, late)


def _is_late(done_at: datetime | None, due_on: date, today: date) -> bool:
    return (timezone.localdate(done_at) if done_at else today) > due_on


def _findings(lines: list[Patrol]) -> list[dict[str, Any]]:
    return [
        {"grid": line.grid_name, "item": item.text, "finding": finding}
        for line in lines
        for item in line.items
        for finding in item.findings
    ]
