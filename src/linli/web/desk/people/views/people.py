"""People: found, created, changed, stopped, let in again."""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries as accounts
from linli.accounts.models import User
from linli.accounts.permissions import Permission
from linli.areas import people
from linli.areas.actions import people as actions
from linli.areas.rules import Actor, Refused
from linli.cases.queries import NotFound
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.browse import place
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import NewPersonForm, PersonForm, attempt
from linli.web.desk.people.views.frame import PAGE_SIZE, asked, status, tabs

#: What can be done to an account from its page: the address's word, and the action behind it.
DEEDS: dict[str, Callable[..., Any]] = {
    "deactivate": actions.deactivate_person,
    "activate": actions.activate_person,
    "password": actions.reset_password,
    "unlock": actions.unlock,
    "second-factor": actions.remove_second_factor,
}


@require_safe
@needs(Permission.EDIT_PEOPLE)
def index(request: StaffRequest) -> HttpResponse:
    """People by name, sign-in name or telephone, in the order of their sign-in names."""
    word, after = asked(request, "q"), asked(request, "after")
    found = people.search(people.people_visible_to(request.actor), word).filter(username__gt=after)
    rows = list(found.order_by("username")[: PAGE_SIZE + 1])
    shown, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    context = {
        "tabs": tabs(request, "people"),
        "word": word,
        "people": people.with_postings(shown, timezone.localdate()),
        "is_first": not after,
        "next_url": _next_url(word, shown[-1].username) if more else "",
        "first_url": reverse("desk:people:people") if after else "",
    }
    return page(request, "desk/people/people.html", context, at=timezone.now())


def _next_url(word: str, after: str) -> str:
    return reverse("desk:people:people", query={"q": word, "after": after})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def new(request: StaffRequest) -> HttpResponse:
    """Create a person with a first posting on the ground named in the address; shows the password once."""
    at = timezone.now()
    here = place(request.actor, asked(request, "ground"))
    form = NewPersonForm(
        request.POST or None,
        units=people.units_above(here.area),
        roles=accounts.roles(),
        initial={"from_on": timezone.localdate()},
    )
    if form.is_valid():
        filled = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.create_person(
                username=filled["username"],
                full_name=filled["full_name"],
                work_phone=filled["work_phone"],
                posting=form.values(here.area.code),
                by=request.actor,
                at=at,
            ),
        )
        if made:
            return _password_page(request, made[0].user, made[1], at)
    context = {"tabs": tabs(request, "people"), "place": here, "form": form, "here": "desk:people:person_new"}
    return page(request, "desk/people/person_new.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def person(request: StaffRequest, user_id: int) -> HttpResponse:
    """One person: the account, the postings, and what may be done."""
    at = timezone.now()
    known = known_person(request.actor, user_id)
    initial = {"full_name": known.full_name, "work_phone": known.work_phone}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        saved = attempt(form, lambda: actions.update_person(known.pk, **form.cleaned_data, by=request.actor, at=at))
        if saved:
            messages.success(request, _("已保存。"))
            return redirect("desk:people:person", known.pk)
    context = {"tabs": tabs(request, "people"), "form": form, **_person_context(request.actor, known, at)}
    return page(request, "desk/people/person.html", context, at=at, status=status(request))


def _person_context(actor: Actor, known: User, at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    return {
        "person": known,
        "postings": [
            _row(posting, today)
            for posting in people.postings_within(actor).filter(user=known).order_by("-from_on", "-pk")
        ],
        "why_not_own": people.why_not_own(known, actor, today),
        "is_oneself": known.pk == actor.user_id,
        "lock_outs": accounts.lock_outs([known.username], at),
        "has_second_factor": accounts.has_second_factor(known.pk),
    }


def _row(posting: Any, today: date) -> dict[str, Any]:
    return {"posting": posting, "period": people.period_of(posting, today)}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def deed(request: StaffRequest, user_id: int, name: str) -> HttpResponse:
    """Do one thing to an account, after a page that says what that means; a new password is shown once."""
    at = timezone.now()
    known = known_person(request.actor, user_id)
    reason = people.why_not_own(known, request.actor, timezone.localdate(at))
    if request.method == "POST":
        try:
            outcome = DEEDS[name](known.pk, by=request.actor, at=at)
        except Refused as refused:
            reason = refused.text
        else:
            if name == "password":
                return _password_page(request, known, outcome, at)
            messages.success(request, _("已完成。"))
            return redirect("desk:people:person", known.pk)
    context = {"tabs": tabs(request, "people"), "person": known, "deed": name, "reason": reason}
    return page(request, "desk/people/deed.html", context, at=at, status=status(request))


def _password_page(request: StaffRequest, known: User, password: str, at: datetime) -> HttpResponse:
    context = {"tabs": tabs(request, "people"), "person": known, "password": password}
    return page(request, "desk/people/password.html", context, at=at, status=HTTPStatus.OK)


def known_person(actor: Actor, user_id: int) -> User:
    """The person, if this administrator may see them. Raises ``NotFound``."""
    found = people.people_visible_to(actor).filter(pk=user_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found
