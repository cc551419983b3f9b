"""Coming in by one's own code: the code finds the party, the end of the telephone shows that it is that party."""

from collections.abc import MutableMapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.web.portal import limits
from linli.web.portal.disputes.forms import DigitsForm
from linli.web.portal.doors import page
from linli.work.disputes import queries
from linli.work.disputes.models import Party

Session = MutableMapping[str, Any]
_INSIDE = "portal_parties"
_MOST = 5


def let_in(session: Session, party: Party) -> None:
    """Remember that this browser has shown to be the party's, until the code is another one."""
    others = {key: mark for key, mark in session.get(_INSIDE, {}).items() if key != str(party.pk)}
    session[_INSIDE] = dict(list(others.items())[-(_MOST - 1) :]) | {str(party.pk): _mark(party)}


def let_out(session: Session, party: Party) -> None:
    """Forget it again: the telephone may be somebody else's."""
    session[_INSIDE] = {key: mark for key, mark in session.get(_INSIDE, {}).items() if key != str(party.pk)}


def is_inside(session: Session, party: Party) -> bool:
    """Whether this browser has; where no telephone was left there is nothing to ask for beside the code."""
    return not queries.is_asked_for_digits(party) or session.get(_INSIDE, {}).get(str(party.pk)) == _mark(party)


def _mark(party: Party) -> str:
    return bytes(party.code_hash or b"").hex()[:32]


def party_of(request: HttpRequest, code: str, at: datetime) -> Party | None:
    """The party of a code; wrong codes are counted, and too many of them shut the door for a while."""
    who = limits.address(request)
    limits.ask("wrong_code", who, at)
    party = queries.by_own_code(code)
    if party is None:
        limits.spend("wrong_code", who, at)
    return party


def ask(request: HttpRequest, code: str, form: DigitsForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """The question for the end of the telephone."""
    return page(request, "portal/disputes/enter.html", {"code": code, "form": form}, status=status)


def wrong(request: HttpRequest, typed: str) -> HttpResponse:
    """No party has this code."""
    problem = _("没有找到这个查询码。请对照您抄下的再看一遍，一共 12 位。")
    context = {"typed": typed, "problem": problem}
    return page(request, "portal/follow/find.html", context, status=HTTPStatus.NOT_FOUND)
