"""Choosing a mediator on the own page: from the public roster of the body that has the dispute (人民调解法 art. 19)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.web.parts.words import told
from linli.web.portal import limits
from linli.web.portal.disputes.forms import ChooseForm
from linli.web.portal.disputes.showing import may_do
from linli.web.portal.disputes.views.frame import done, inside, key_of, not_now, repeated
from linli.web.portal.doors import page
from linli.work.disputes import queries
from linli.work.disputes.actions import act_as, code_of
from linli.work.disputes.models import Party

CHOOSE = "choose_mediator"


@inside("GET", "POST")
def choose(request: HttpRequest, party: Party) -> HttpResponse:
    """The roster by name; the one who is chosen, and no word that compares one with another."""
    at, key = timezone.now(), key_of(request)
    if CHOOSE not in may_do(party, at):
        return repeated(request, party, CHOOSE, key) or not_now(request, party)
    case = party.case
    roster = queries.choosable(case.lead_unit_id, case.more, timezone.localdate(at))
    form = ChooseForm(request.POST or None, roster=roster)
    if form.is_valid():
        limits.spend("act_address", limits.address(request), at)
        try:
            act_as(party, CHOOSE, at=at, form={"mediators": [form.cleaned_data["mediator"]]}, key=key)
        except BadForm as bad:
            for text in bad.errors.values():
                form.add_error("mediator", told(text))
        except (RefusedAction, KeyConflict):
            return not_now(request, party)
        else:
            return done(request, party, CHOOSE)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    context = {
        "code": code_of(party),
        "form": form,
        "key": key,
        "has_choice": bool(roster),
        "body": case.lead_unit,
    }
    return page(request, "portal/disputes/choose.html", context, status=status)
