"""Postings: of an area, new ones, and how they end."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries as accounts
from linli.accounts.permissions import Permission
from linli.areas import people
from linli.areas.actions import people as actions
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases import actions as cases
from linli.cases.queries import NotFound
from linli.cases.queries.handover import open_work
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.browse import place
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import EndForm, PostingForm, attempt
from linli.web.desk.people.views.frame import PAGE_SIZE, asked, number, status, tabs
from linli.web.desk.people.views.people import known_person


@require_safe
@needs(Permission.EDIT_PEOPLE)
def index(request: StaffRequest) -> HttpResponse:
    """Who is posted where: an area with everything below it, by role, now or before."""
    today = timezone.localdate()
    here = place(request.actor, asked(request, "area"))
    role, when, after = asked(request, "role"), asked(request, "when"), number(request, "after")
    found = people.postings_within(request.actor).filter(**{f"ground__{here.area.level}": here.area.code})
    found = people.ended(found, today) if when == "past" else people.present(found, today)
    found = found.filter(role__code=role) if role else found
    rows = list(found.filter(pk__gt=after or 0).order_by("pk")[: PAGE_SIZE + 1])
    kept = {"area": here.area.code, "role": role, "when": when}
    context = {
        "tabs": tabs(request, "postings"),
        "place": here,
        "roles": accounts.roles(),
        "role": role,
        "when": when,
        "postings": [{"posting": p, "period": people.period_of(p, today)} for p in rows[:PAGE_SIZE]],
        "next_url": reverse("desk:people:postings", query={**kept, "after": rows[PAGE_SIZE - 1].pk})
        if len(rows) > PAGE_SIZE
        else "",
        "first_url": reverse("desk:people:postings", query=kept) if after else "",
    }
    return page(request, "desk/people/postings.html", context, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def new(request: StaffRequest, user_id: int) -> HttpResponse:
    """Post a person to the ground named in the address."""
    at = timezone.now()
    known = known_person(request.actor, user_id)
    here = place(request.actor, asked(request, "ground"))
    form = PostingForm(
        request.POST or None,
        units=people.units_above(here.area),
        roles=accounts.roles(),
        initial={"from_on": timezone.localdate()},
    )
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.create_posting(known.pk, form=form.values(here.area.code), by=request.actor, at=at),
        )
        if made:
            messages.success(request, _("已给%(name)s新增岗位。") % {"name": known.full_name})
            return redirect("desk:people:person", known.pk)
    context = {"tabs": tabs(request, "people"), "place": here, "form": form, "person": known}
    return page(request, "desk/people/posting_new.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def end(request: StaffRequest, posting_id: int) -> HttpResponse:
    """End a posting, and hand over what is open."""
    at = timezone.now()
    today = timezone.localdate(at)
    posting = _posting(request.actor, posting_id)
    form = EndForm(request.POST or None, takers=people.takers_of(posting, request.actor, today))
    if form.is_valid():
        work = attempt(form, lambda: _end(posting, form, request.actor, today))
        if work is not None:
            messages.success(request, _("已结束岗位，交接 %(number)s 项。") % {"number": work})
            return redirect("desk:people:person", posting.user_id)
    context = {
        "tabs": tabs(request, "people"),
        "posting": posting,
        "period": people.period_of(posting, today),
        "form": form,
        "work": open_work(posting.pk),
    }
    return page(request, "desk/people/posting_end.html", context, at=at, status=status(request))


@transaction.atomic
def _end(posting: Posting, form: EndForm, by: Actor, today: date) -> int:
    """End the posting, handing its work over first; returns how much was handed over."""
    at = timezone.now()
    to = form.cleaned_data["to"]
    work = cases.hand_over(posting.pk, to, by=by, at=at) if to else None
    actions.end_posting(posting.pk, form.on(today), by=by, at=at)
    return work.total if work else 0


def _posting(actor: Actor, posting_id: int) -> Posting:
    found = people.postings_within(actor).filter(pk=posting_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found
