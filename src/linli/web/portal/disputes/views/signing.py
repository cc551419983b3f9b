"""Signing on the own page: the agreement as it was typeset, and the own name under it."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction
from linli.exchange import texts
from linli.exchange.texts import Text
from linli.web.parts.words import told
from linli.web.portal import limits
from linli.web.portal.disputes.forms import SignForm
from linli.web.portal.disputes.showing import may_do
from linli.web.portal.disputes.views.frame import done, inside, key_in, key_of, not_now
from linli.web.portal.doors import page
from linli.work.disputes import queries
from linli.work.disputes.actions import ToSend, code_of, make_code, note_sending, read_agreement, sign_as
from linli.work.disputes.models import Party
from linli.work.disputes.queries import Typeset
from linli.work.disputes.rules.drawing import HEIGHT, WIDTH

_NOTHING: Mapping[str, str] = {}
#: Beside which field a message of the room stands.
_BESIDE = {"signature": "typed", "sms": "sms"}
#: Chinese, whatever the page was read in.
_WORDS = "验证码 {code}，用于在调解协议书上签名，10 分钟内有效。不是您本人在签，请不要告诉别人。"


@inside("GET", "POST")
def sign(request: HttpRequest, party: Party) -> HttpResponse:
    """The agreement exactly as it was typeset, and the own name under it: drawn, typed, or on paper instead."""
    at, key = timezone.now(), key_of(request)
    if request.method == "POST":
        return _sign(request, party, key)
    if "sign" not in may_do(party, at):
        return not_now(request, party)
    found = read_agreement(party, at=at)
    form = SignForm(initial={"paper": found.sha256}, asks_code=_asks_code(party))
    return _read(request, party, found, form, key)


@inside("GET", "POST")
def send_code(request: HttpRequest, party: Party) -> HttpResponse:
    """A code for the party's telephone, and the page again with all that was filled in; looked at, it sends nothing."""
    if request.method == "GET":
        return redirect("portal:party_sign", code_of(party))
    at = timezone.now()
    if not _asks_code(party) or "sign" not in may_do(party, at):
        return not_now(request, party)
    limits.spend("act_address", limits.address(request), at)
    found = read_agreement(party, at=at)
    typed = {name: request.POST.get(name, "") for name in ("drawn", "typed", "read")}
    form = SignForm(initial=typed | {"paper": found.sha256}, asks_code=True)
    try:
        problem = _sent(party, request.POST, at)
    except BadForm as bad:
        problem = " ".join(told(text) for text in bad.errors.values())
    except (RefusedAction, KeyConflict):
        return not_now(request, party)
    if problem:
        status, about = HTTPStatus.UNPROCESSABLE_ENTITY, {"sms_problem": problem}
    else:
        sent = _("验证码发到了 %(phone)s，10 分钟内有效。发给您的，不要告诉别人。") % {"phone": party.phone_masked}
        status, about = HTTPStatus.OK, {"sms_sent": sent}
    return _read(request, party, found, form, key_of(request), status=status, about_code=about)


def _sent(party: Party, said: QueryDict, at: datetime) -> str:
    """Have a code made and sent; empty when the gateway took it, also for a second press, else what to do instead."""
    key = key_in(said.get("send", ""))
    made = make_code(party, paper=said.get("paper", ""), at=at, key=key, per_hour=settings.SMS_PER_HOUR)
    if not (_handed_over(made, at) if made.code else made.problem):
        return ""
    return _("短信没有发出去，您填的都还在。请过一分钟再按一次；也可以在纸上签，一样算数。")


def _handed_over(made: ToSend, at: datetime) -> str:
    """The code given to the gateway, and what it said noted; empty when it took it."""
    words = _WORDS.format(code=made.code)
    text = Text(made.message, made.phone, words, "signing_code", {"code": made.code, "minutes": "10"})
    answer = texts.send(text, at=at)
    problem = "" if answer.is_good else answer.problem or str(answer.status)
    note_sending(made, status=answer.status, problem=problem, at=timezone.now())
    return problem


def _asks_code(party: Party) -> bool:
    """Whether signing asks for a code: this installation has a gateway, and the party a telephone that takes one."""
    return texts.is_configured() and queries.is_sent_codes(party)


def _sign(request: HttpRequest, party: Party, key: UUID) -> HttpResponse:
    at, form = timezone.now(), SignForm(request.POST, asks_code=_asks_code(party))
    limits.spend("act_address", limits.address(request), at)
    if form.is_valid():
        said = form.cleaned_data
        try:
            own = {name: said[name] for name in ("paper", "drawn", "typed")}
            sign_as(party, **own, code=form.code(), at=at, key=key)
        except BadForm as bad:
            for name, text in bad.errors.items():
                form.add_error(_BESIDE.get(name), told(text))
        except (RefusedAction, KeyConflict, NotFound):
            return not_now(request, party)
        else:
            return done(request, party, "sign")
    if "sign" not in may_do(party, at):
        return not_now(request, party)
    found = read_agreement(party, at=at)
    again = request.POST.copy()
    again["paper"] = found.sha256
    form.data = again
    return _read(request, party, found, form, key, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _read(  # noqa: PLR0913 - a form comes back with these parts
    request: HttpRequest,
    party: Party,
    found: Typeset,
    form: SignForm,
    key: UUID,
    *,
    status: int = HTTPStatus.OK,
    about_code: Mapping[str, str] = _NOTHING,
) -> HttpResponse:
    context = {
        "party": party,
        "code": code_of(party),
        "form": form,
        "key": key,
        "pages": ["data:image/png;base64," + b64encode(one).decode() for one in found.pages],
        "words": found.words,
        "sha256": found.sha256,
        "body": party.case.lead_unit,
        "width": WIDTH,
        "height": HEIGHT,
        "send_key": uuid4(),
        **about_code,
    }
    return page(request, "portal/disputes/sign.html", context, status=status)
