"""Bodies that mediate: the list, one with its roster and what is not as the law wants it, keeping both."""

from dataclasses import dataclass
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
from linli.areas import people
from linli.areas import queries as areas
from linli.areas.rules import KeyConflict
from linli.cases.queries import NotFound
from linli.web.desk.bodies.forms import BodyForm, EndForm, MediatorForm
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import number, status
from linli.web.parts.words import told
from linli.work.disputes import actions, queries
from linli.work.disputes.models import Body, Mediator
from linli.work.disputes.rules.bodies import KINDS, doubts, is_on

PAGE = 50
#: So many units without a body are listed; the others follow when these are done.
MOST_WITHOUT = 20


@dataclass(frozen=True)
class Row:
    """A body as the list shows it."""

    body: Body
    kind: str
    mediating: int
    doubts: list[str]


@require_safe
@staff
def index(request: StaffRequest) -> HttpResponse:
    """The bodies on the ground of the posting, with what is wrong in their composition."""
    at = timezone.now()
    first = number(request, "from") or 0
    found = queries.with_members(queries.bodies_seen(request.actor), timezone.localdate(at))
    rows = list(found[first : first + PAGE + 1])
    edits = request.actor.holds(Permission.EDIT_PEOPLE)
    without = queries.units_without_body(request.actor) if edits else []
    context = {
        "rows": [_row(one) for one in rows[:PAGE]],
        "without": without[:MOST_WITHOUT],
        "more_without": len(without[MOST_WITHOUT:]),
        "sees_figures": request.actor.holds(Permission.VIEW_GROUND),
        "next_url": f"?from={first + PAGE}" if len(rows) > PAGE else "",
        "first_url": reverse("desk:bodies:index") if first else "",
    }
    return page(request, "desk/bodies/index.html", context, at=at)


@require_safe
@staff
def one(request: StaffRequest, body_id: int) -> HttpResponse:
    """One body: what it is, whether it is composed as it should be, who is on its roster."""
    return _one(request, _known(request, body_id))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def new(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Say of a unit that mediates what it is."""
    unit = people.units_within(request.actor).filter(pk=unit_id).first()  # unique: no order is needed
    if unit is None:
        raise NotFound
    return _edit(request, BodyForm(request.POST or None), unit.pk, unit.name)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def edit(request: StaffRequest, body_id: int) -> HttpResponse:
    """Change what is said of a body."""
    body = _kept(request, body_id)
    form = BodyForm(request.POST or None, initial=BodyForm.initial_of(body))
    return _edit(request, form, body.unit_id, body.unit.name)


@require_http_methods(["POST"])
@needs(Permission.EDIT_PEOPLE)
def enrol(request: StaffRequest, body_id: int) -> HttpResponse:
    """Put somebody on the roster."""
    at, body = timezone.now(), _kept(request, body_id)
    form = _mediator_form(request, body)
    if form.is_valid():
        key = form.cleaned_data["key"] or uuid4()
        try:
            made = attempt(form, lambda: actions.enrol(body.pk, form.wording(), by=request.actor, at=at, key=key))
        except KeyConflict:
            form.add_error(None, _("这一张表已经用别的内容保存过了，请重新打开本页。"))
        else:
            if made:
                messages.success(request, _("%(name)s 已列入名册。") % {"name": made.name})
                return redirect("desk:bodies:one", body.pk)
    return _one(request, body, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def retire(request: StaffRequest, body_id: int, mediator_id: int) -> HttpResponse:
    """Take somebody off the roster, after a page that says what that means."""
    at, body = timezone.now(), _kept(request, body_id)
    mediator = Mediator.objects.filter(pk=mediator_id, body=body).first()  # unique: no order is needed
    if mediator is None:
        raise NotFound
    form = EndForm(request.POST or None, initial={"on": timezone.localdate(at)})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if attempt(form, lambda: actions.retire(mediator.pk, on=on, by=request.actor, at=at)):
            messages.success(request, _("已保存。"))
            return redirect("desk:bodies:one", body.pk)
    context = {"body": body, "mediator": mediator, "form": form}
    return page(request, "desk/bodies/end.html", context, at=at, status=status(request))


def _edit(request: StaffRequest, form: BodyForm, unit_id: int, name: str) -> HttpResponse:
    at = timezone.now()
    if form.is_valid():
        body = attempt(form, lambda: actions.keep_body(form.wording(unit_id), by=request.actor, at=at))
        if body:
            messages.success(request, _("已保存。"))
            return redirect("desk:bodies:one", body.pk)
    return page(request, "desk/bodies/edit.html", {"form": form, "name": name}, at=at, status=status(request))


def _one(request: StaffRequest, body: Body, form: MediatorForm | None = None) -> HttpResponse:
    at = timezone.now()
    today, lines = timezone.localdate(at), queries.roster(body)
    members = sum(line.is_member and is_on(line.from_on, line.to_on, today) for line in lines)
    may_edit = request.actor.may(Permission.EDIT_PEOPLE, body.ground)
    context: dict[str, Any] = {
        "body": body,
        "kind": _(dict(KINDS)[body.kind]),
        "doubts": [told(text) for text in doubts(body.kind, members=members, has_woman=body.has_woman)],
        "lines": lines,
        "may_edit": may_edit,
        "form": form or (_mediator_form(request, body, is_new=True) if may_edit else None),
    }
    return page(request, "desk/bodies/one.html", context, at=at, status=status(request))


def _mediator_form(request: StaffRequest, body: Body, *, is_new: bool = False) -> MediatorForm:
    today = timezone.localdate()
    there = areas.postings_on(today).filter(unit_id=body.unit_id).order_by("user__full_name", "pk")
    values = None if is_new else request.POST
    return MediatorForm(values, postings=list(there), initial={"key": uuid4(), "is_member": True, "from_on": today})


def _row(body: Any) -> Row:
    words = doubts(body.kind, members=body.members, has_woman=body.has_woman)
    return Row(body, _(dict(KINDS)[body.kind]), body.mediating, [told(text) for text in words])


def _known(request: StaffRequest, body_id: int) -> Body:
    found = queries.bodies_seen(request.actor).filter(pk=body_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found


def _kept(request: StaffRequest, body_id: int) -> Body:
    """A body that this posting keeps."""
    found = _known(request, body_id)
    if not request.actor.may(Permission.EDIT_PEOPLE, found.ground):
        raise NotFound
    return found
