"""The page of a case, and doing something to it."""

import json
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from linli.cases import actions as deeds
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import CaseKnown, NotFound, Offer, about_case, get_visible, offers_on
from linli.cases.rules.relations import sees
from linli.web.desk.cases.forms import Filled, action_asked, begun, filled_in, form_of, sent_key, units_named, ways
from linli.web.desk.cases.showing import case_page
from linli.web.desk.doors import StaffRequest, staff, wants_part
from linli.web.desk.pages import page
from linli.web.parts.words import told

CASE, FORM, WHICH = "desk/cases/case.html", "desk/cases/do.html", "desk/cases/which.html"


@require_GET
@staff
def case(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """One case: a page of its own, or the right pane of a list."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    return page(request, CASE, _shown(request, found, at), at=at, part="case")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def do(request: StaffRequest, case_id: int, action: str) -> HttpResponseBase:
    """The form of an action, and the action itself."""
    at = timezone.now()
    return (_act if request.method == "POST" else _ask)(request, case_id, action, at)


def _ask(request: StaffRequest, case_id: int, action: str, at: datetime) -> HttpResponseBase:
    found = get_visible(request.actor, case_id)
    known = about_case(case_id)
    asked = _asked(known, action)
    offer = next((one for one in offers_on(known, request.actor, at) if one.name == asked.name), None)
    if offer is None or not offer.allowed:
        unfit = _("这件现在不能「%(action)s」，或者不由您的岗位来做。") % {"action": _(asked.title)}
        return _not_done(request, case_id, told(offer.reason) if offer else unfit, at)
    if which := ways(found, offer, request.GET, at):
        return page(request, WHICH, {"ways": which, "case": found, "title": _(offer.title)}, at=at, part="form")
    form = form_of(found, offer, at, begun(found, offer, request.GET))
    return page(request, FORM, {"form": form, "case": found}, at=at, part="form")


def _act(request: StaffRequest, case_id: int, action: str, at: datetime) -> HttpResponseBase:
    """Act and show what became of it; only an answer that shows the case reads it as pages do."""
    key = sent_key(request.POST)
    known = deeds.look(case_id, form=units_named(request.POST), key=key, at=at)
    if not sees(request.actor, known.case):
        raise NotFound
    asked = _asked(known, action)
    filled = filled_in(request, asked, key, at)
    try:
        done = _carried_out(request, known, asked, filled, at)
    except deeds.BadForm as bad:
        return _again(request, case_id, asked, filled, errors=bad.errors, at=at)
    except deeds.RefusedAction as refused:
        return _not_done(request, case_id, told(refused.text), at)
    except deeds.KeyConflict:
        return _not_done(request, case_id, _("这张表已经用别的内容提交过一次，这一次没有保存。"), at)
    return _done(request, done, asked, at)


def _asked(known: CaseKnown, action: str) -> Offer:
    """The action with its fields; raises ``NotFound`` for one that there is not."""
    asked = action_asked(processes.get(known.process, known.version), known.case.state, action)
    if asked is None:
        raise NotFound
    return asked


def _carried_out(request: StaffRequest, known: CaseKnown, asked: Offer, filled: Filled, at: datetime) -> deeds.Done:
    """Act with what was filled in; raises what ``act`` raises, ``BadForm`` also for photos that cannot be kept."""
    if filled.errors:
        raise deeds.BadForm(filled.errors)
    return deeds.act_on(
        known,
        asked.name,
        by=request.actor,
        at=at,
        form=filled.values,
        key=filled.key,
        seen_version=filled.seen_version,
    )


def _again(  # noqa: PLR0913 - the form as it was sent, and what is wrong with it
    request: StaffRequest, case_id: int, asked: Offer, filled: Filled, *, errors: dict[str, str], at: datetime
) -> HttpResponseBase:
    """The same form with what was filled in and a message beside each field that is wrong."""
    found = get_visible(request.actor, case_id)
    form = form_of(found, asked, at, filled, errors)
    return page(
        request,
        FORM,
        {"form": replace(form, seen_version=filled.seen_version or form.seen_version), "case": found},
        at=at,
        part="form",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _not_done(request: StaffRequest, case_id: int, reason: str, at: datetime) -> HttpResponseBase:
    """What happened meanwhile, above the case as it is now."""
    shown = _shown(request, get_visible(request.actor, case_id), at) | {"refusal": reason}
    answer = page(request, CASE, shown, at=at, part="case", status=HTTPStatus.CONFLICT)
    return _into_pane(request, answer)


def _done(request: StaffRequest, done: deeds.Done, asked: Offer, at: datetime) -> HttpResponseBase:
    """The case as it is afterwards; in a page of panes the row of the queue changes with it."""
    said = _("已%(action)s。") % {"action": _(asked.title)}
    if not done.sees_it:  # what one has just handed on may not be one's own to see any more
        messages.success(request, said)
        return _away(request, reverse("desk:home"))
    if not wants_part(request):
        messages.success(request, said)
        return redirect("desk:case", done.step.case_id)
    found = get_visible(request.actor, done.step.case_id)
    answer = render(request, f"{CASE}#done", _shown(request, found, at))
    answer.headers["HX-Trigger"] = json.dumps({"linli:counts": {}, "linli:toast": {"text": said, "kind": "success"}})
    return _into_pane(request, answer)


def _away(request: StaffRequest, url: str) -> HttpResponseBase:
    return HttpResponseClientRedirect(url) if wants_part(request) else redirect(url)


def _into_pane(request: StaffRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """An answer to a form in the dialog that belongs into the pane around it."""
    if wants_part(request):
        answer.headers["HX-Retarget"] = "#case-pane"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def contact(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """Who reported, in clear, for a purpose that goes into the journal; shown once."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    context: dict[str, Any] = {"case": found, "purpose": request.POST.get("purpose", "").strip()}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            name, phone = deeds.reveal_contact(found.pk, by=request.actor, at=at, purpose=context["purpose"])
            context |= {"revealed": True, "name": name, "phone": phone}
        except deeds.BadForm as bad:
            context["error"], status = bad.errors.get("purpose", ""), HTTPStatus.UNPROCESSABLE_ENTITY
        except deeds.RefusedAction as refused:
            context["refusal"], status = told(refused.text), HTTPStatus.FORBIDDEN
    return page(request, "desk/cases/contact.html", context, at=at, part="contact", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def sealed(request: StaffRequest, case_id: int, number: int) -> HttpResponseBase:
    """What was written under seal at a step, for those whom the process names; opened by a press, with a line."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    process = processes.get(found.process, found.version)
    context: dict[str, Any] = {"case": found, "number": number}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            opened = deeds.open_sealed(found.pk, number, by=request.actor, at=at)
            context["opened"] = [(_(process.fields[name].title), text) for name, text in opened.items()]
        except deeds.RefusedAction as refused:
            context["refusal"], status = told(refused.text), HTTPStatus.FORBIDDEN
    return page(request, "desk/cases/sealed.html", context, at=at, part="sealed", status=status)


@require_POST
@staff
def follow(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """Hear of every step of the case from now on, or no more."""
    at = timezone.now()
    if request.POST.get("stop"):
        deeds.unfollow(case_id, by=request.actor)
    else:
        deeds.follow(case_id, by=request.actor, at=at)
    if not wants_part(request):
        return redirect("desk:case", case_id)
    found = get_visible(request.actor, case_id)
    answer = render(request, f"{CASE}#follow", {"case": found, "followed": not request.POST.get("stop")})
    answer.headers["HX-Trigger"] = json.dumps({"linli:counts": {}})
    return answer


@require_GET
@staff
def printed(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """The case on paper: exact times, everything open, no buttons."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    paper = {"printed_at": at, "printed_by": request.posting.user.full_name}
    return render(request, "desk/cases/print.html", _shown(request, found, at) | paper)


def _shown(request: StaffRequest, found: Case, at: datetime) -> dict[str, Any]:
    return case_page(found, request.actor, at) | {"back_url": back_url(request)}


def back_url(request: StaffRequest) -> str:
    """The list from which the case was opened; the first list for a case opened by its address."""
    came_from = (request.htmx.current_url_abs_path or "") if wants_part(request) else ""
    lists = reverse("desk:home") + "lists/", reverse("desk:search"), reverse("desk:atlas")
    if came_from.startswith(lists):
        return without_case(came_from)
    return reverse("desk:home")


def without_case(url: str) -> str:
    """The address of a list without the case that is open in it."""
    path, _mark, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("case="))
    return f"{path}?{kept}" if kept else path
