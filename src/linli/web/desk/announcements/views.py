"""Announcements: those that hold for oneself, and for a desk those that it wrote."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.permissions import Permission
from linli.announcements import actions, queries
from linli.announcements.models import Announcement
from linli.announcements.rules import State, may_begin, state_of
from linli.areas.rules import KeyConflict
from linli.cases.queries import NotFound
from linli.web.desk.announcements.forms import AnnouncementForm
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import number, status

PAGE = 30


@dataclass(frozen=True)
class Row:
    """An announcement of a desk as the list shows it."""

    announcement: Announcement
    state: State
    title: str


@require_safe
@staff
def index(request: StaffRequest) -> HttpResponse:
    """Those that hold for oneself; a desk sees below them all that was announced on its ground."""
    at, actor = timezone.now(), request.actor
    first = number(request, "from") or 0
    rows = list(queries.written_on(actor)[first : first + PAGE + 1])
    today = timezone.localdate(at)
    context = {
        "told": queries.announcements_for(actor, at),
        "may_begin": may_begin(actor),
        "writes": actor.holds(Permission.DESK),
        "rows": [_row(each, today) for each in rows[:PAGE]],
        "next_url": f"?from={first + PAGE}" if len(rows) > PAGE else "",
        "first_url": reverse("desk:announcements:index") if first else "",
    }
    return page(request, "desk/announcements/index.html", context, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def new(request: StaffRequest) -> HttpResponse:
    """Announce something to the own ground."""
    at = timezone.now()
    form = AnnouncementForm(request.POST or None, initial={"key": uuid4(), "from_on": timezone.localdate(at)})
    if form.is_valid():
        key = form.cleaned_data["key"] or uuid4()
        try:
            made = attempt(form, lambda: actions.announce(form.wording(), by=request.actor, at=at, key=key))
        except KeyConflict:
            form.add_error(None, _("这条公告已经发过了，请回到公告里看。"))
        else:
            if made:
                messages.success(request, _("已发布。"))
                return redirect("desk:announcements:index")
    return page(request, "desk/announcements/edit.html", {"form": form}, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def edit(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Correct an announcement."""
    at, known = timezone.now(), _known(request, announcement_id)
    form = AnnouncementForm(request.POST or None, initial=AnnouncementForm.initial_of(known))
    if form.is_valid():
        saved = attempt(form, lambda: actions.correct(known.pk, form.wording(), by=request.actor, at=at))
        if saved:
            messages.success(request, _("已保存。"))
            return redirect("desk:announcements:index")
    context = {"form": form, "announcement": known}
    return page(request, "desk/announcements/edit.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DESK)
def end(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Take an announcement down, after a page that says what that means."""
    at, known = timezone.now(), _known(request, announcement_id)
    if request.method == "POST":
        actions.end(known.pk, by=request.actor, at=at)
        messages.success(request, _("已撤下。"))
        return redirect("desk:announcements:index")
    return page(request, "desk/announcements/end.html", {"announcement": known}, at=at)


def _known(request: StaffRequest, announcement_id: int) -> Announcement:
    found = queries.written_on(request.actor).filter(pk=announcement_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found


def _row(one: Announcement, today: date) -> Row:
    state = state_of(one.from_on, one.until_on, is_ended=one.ended_at is not None, today=today)
    return Row(one, state, _(state.title))
