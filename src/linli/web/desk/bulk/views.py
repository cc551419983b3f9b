"""The doors of bulk dispatch and bulk urging: first what will happen to which, then what became of each."""

from collections import Counter
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.cases.queries import LISTS, NotFound, visible_to
from linli.matters import queries as matters
from linli.web.desk.bulk.doing import ACTIONS, MOST, act_on_all, common_ground
from linli.web.desk.cases.forms import sent_key
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.fields import FieldView, FormView, Option
from linli.web.desk.lists.rows import joined, rows_of
from linli.web.desk.pages import page

TITLES = {"dispatch": "批量派遣", "urge": "批量催办"}


@require_POST
@staff
def ask(request: StaffRequest) -> HttpResponse:
    """The selected cases, and the one thing to fill in for all of them."""
    at = timezone.now()
    cases, action = _selected(request), _action(request)
    if not cases:
        messages.error(request, _("先在列表里选中要处理的件。"))
        return redirect(_back(request))
    return _form(request, cases, action, at)


@require_POST
@staff
def do(request: StaffRequest) -> HttpResponse:
    """Do it to each, and say what became of each."""
    at = timezone.now()
    cases, action = _selected(request), _action(request)
    if not cases:
        return redirect(_back(request))
    asked = ACTIONS[action]
    if action == "dispatch" and not request.POST.get(asked):
        return _form(request, cases, action, at, error=_("请选择主办单位"))
    form = {asked: request.POST.get(asked, "")}
    outcomes = act_on_all(cases, action, by=request.actor, at=at, form=form, key=sent_key(request.POST))
    context = {
        "title": _(TITLES[action]),
        "outcomes": outcomes,
        "done": sum(one.done for one in outcomes),
        "failed": sum(not one.done for one in outcomes),
        "back_url": _back(request),
    }
    return page(request, "desk/bulk/result.html", context, at=at)


def _form(request: StaffRequest, cases: list[Case], action: str, at: datetime, error: str = "") -> HttpResponse:
    title = _(TITLES[action])
    form = FormView(
        url=reverse("desk:bulk_do"),
        title=title,
        submit=_("%(title)s %(n)d 件") % {"title": title, "n": len(cases)},
        key=sent_key(request.POST) if "key" in request.POST else uuid4(),
        fields=(_lead(request, cases, error) if action == "dispatch" else _note(request),),
        hidden={"action": action, "list": request.POST.get("list", "")},
        cancel_url=_back(request),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    context = {"form": form, "rows": rows_of(cases, at)}
    return page(request, "desk/bulk/ask.html", context, at=at, status=status)


def _lead(request: StaffRequest, cases: list[Case], error: str) -> FieldView:
    """Units that serve all of the selected; the responsibility list's answer is chosen when they are one matter."""
    ground = common_ground(cases)
    matter, count = Counter(case.matter for case in cases).most_common(1)[0]
    lead = matters.route(matter, ground).lead_unit if count == len(cases) else None
    return FieldView(
        name="lead",
        title=_("主办单位"),
        kind="combo",
        required=True,
        value=request.POST.get("lead", str(lead.pk) if lead else ""),
        error=error,
        options=[Option(str(unit.pk), unit.name, unit.area.name) for unit in areas.units_serving(ground)],
    )


def _note(request: StaffRequest) -> FieldView:
    note = request.POST.get("note", "")
    return FieldView(name="note", title=_("说明"), kind="lines", value=note, max_length=500, focus=True)


def _selected(request: StaffRequest) -> list[Case]:
    """The selected cases that this posting may see, as in the list."""
    ids = [int(one) for one in request.POST.getlist("case")[:MOST] if one.isascii() and one.isdecimal()]
    return list(_visible(request.actor, [one for one in ids if one < 2**63]))


def _visible(actor: Actor, ids: list[int]) -> list[Case]:
    return list(joined(visible_to(actor).filter(pk__in=ids)).order_by("-opened_at", "-pk"))


def _action(request: StaffRequest) -> str:
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise NotFound
    return action


def _back(request: StaffRequest) -> str:
    name = request.POST.get("list", "")
    if name == "atlas":
        return reverse("desk:atlas")
    return reverse("desk:list", args=[name]) if name in LISTS else reverse("desk:home")
