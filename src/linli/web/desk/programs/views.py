"""Keys: all of them with how they are used, a new one, and ending one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.programs import queries as programs
from linli.accounts.programs.models import ApiKey
from linli.areas import people
from linli.areas import queries as areas
from linli.areas.actions import programs as actions
from linli.areas.rules import Level
from linli.cases.queries import NotFound
from linli.deadlines.rules import SHANGHAI
from linli.matters import queries as matters
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import status
from linli.web.desk.programs.forms import NewKeyForm
from linli.web.desk.webhooks.showing import tabs


@dataclass(frozen=True)
class Row:
    """A key as the list shows it: what it may do, on what, and whether it has ended."""

    key: Any  # an ApiKey with ``last_used_on`` and ``used``
    rights: list[str]
    limits: list[str]
    has_ended: bool
    last_on: date | None


P = ParamSpec("P")


def connecting(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For whoever may let other programs in; for others there is nothing here."""

    @wraps(view)
    def door(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actions.may_connect(request.actor):
            raise NotFound
        return view(request, *args, **kwargs)

    return staff(door)


@require_safe
@connecting
def index(request: StaffRequest) -> HttpResponse:
    """Every key; five queries however many there are."""
    at = timezone.now()
    keys = list(programs.keys(at.astimezone(SHANGHAI).date()))
    names = areas.names(code for key in keys for code in key.areas)
    titles = matters.titles(code for key in keys for code in key.matters)
    rows = [_row(key, names, titles, at) for key in keys]
    return page(
        request,
        "desk/programs/index.html",
        {"tabs": tabs("programs", request.actor), "rows": rows, "new": uuid4()},
        at=at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@connecting
def new(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Make a key and show its secret, once; the id in the address makes a repeat the same key."""
    at = timezone.now()
    form = NewKeyForm(
        request.POST or None,
        towns=people.areas_within(request.actor).filter(level=Level.TOWN),
        public=matters.public().values_list("code", flat=True),
    )
    if form.is_valid():
        made = attempt(
            form, lambda: actions.create_key(form=form.values(), request=request_id, by=request.actor, at=at)
        )
        if made:
            key, secret = made
            return _secret_page(request, key, secret, at) if secret else _made_before(request, key)
    context = {"tabs": tabs("programs", request.actor), "form": form}
    return page(request, "desk/programs/new.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@connecting
def end(request: StaffRequest, key_id: int) -> HttpResponse:
    """End a key, after a page that says what that means."""
    at = timezone.now()
    known = programs.key(key_id)
    if known is None:
        raise NotFound
    if request.method == "POST":
        actions.end_key(known.pk, by=request.actor, at=at)
        messages.success(request, _("「%(name)s」的密钥已停用。") % {"name": known.name})
        return redirect("desk:programs:index")
    context = {"tabs": tabs("programs", request.actor), "key": known, "has_ended": programs.has_ended(known, at)}
    return page(request, "desk/programs/end.html", context, at=at)


def _secret_page(request: StaffRequest, key: ApiKey, secret: str, at: datetime) -> HttpResponse:
    context = {"tabs": tabs("programs", request.actor), "key": key, "secret": secret}
    return page(request, "desk/programs/secret.html", context, at=at)


def _made_before(request: StaffRequest, key: ApiKey) -> HttpResponse:
    words = _("「%(name)s」的密钥已经建过，只显示过那一次。没有记下的话，请停用它，再建一个。")
    messages.warning(request, words % {"name": key.name})
    return redirect("desk:programs:index")


def _row(key: ApiKey, names: dict[str, str], titles: dict[str, str], at: datetime) -> Row:
    rights = [
        words
        for is_given, words in (
            (key.may_report, _("上报")),
            (key.may_update, _("回报")),
            (key.may_read, _("查询")),
            (key.after_review, _("先受理、后公开")),
        )
        if is_given
    ]
    limits = [names.get(code, code) for code in key.areas] + [titles.get(code, code) for code in key.matters]
    last_on = (key.ends_at - timedelta(seconds=1)).astimezone(SHANGHAI).date() if key.ends_at else None
    return Row(key, rights, limits, programs.has_ended(key, at), last_on)
