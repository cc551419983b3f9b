"""The application: a question per page; sent twice it is one dispute."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.web.parts.words import told
from linli.web.portal import limits, places, trap
from linli.web.portal.disputes import drafts
from linli.web.portal.disputes.drafts import Draft
from linli.web.portal.disputes.entering import let_in
from linli.web.portal.disputes.forms import FactsForm, OtherForm, YouForm
from linli.web.portal.disputes.steps import ORDER, STEPS, address_of, bar, comes_too_early, missing
from linli.web.portal.doors import door, not_found, page
from linli.web.portal.report import where
from linli.work.disputes import queries
from linli.work.disputes.actions import apply, code_of
from linli.work.disputes.rules.course import PARTY

FORMS: dict[str, type[forms.Form]] = {"you": YouForm, "other": OtherForm, "facts": FactsForm}
#: By which answer on the last page a message stands.
_BESIDE = {"facts": "facts", "claim": "facts", "matter": "type", "place": "where", "respondents": "other"}


@door("GET")
def begin(_request: HttpRequest) -> HttpResponse:
    """A fresh key in the address: going back and sending twice stay with the same application."""
    return redirect("portal:mediation_step", uuid4(), "notice")


@door("GET", "POST")
def step(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """One question of the application."""
    if name not in STEPS:
        return not_found(request)
    if code := drafts.sent(request.session, key):
        return redirect("portal:party_thanks", code)
    draft = drafts.draft(request.session, key)
    if comes_too_early(name, draft):
        return redirect(address_of(missing(draft), draft))
    return _VIEWS.get(name, _question)(request, draft, name)


def _question(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    kind = FORMS[name]
    if request.method == "GET":
        return _ask(request, name, draft, {"form": kind(initial=draft.said)})
    form = kind(request.POST)
    if not form.is_valid():
        return _ask(request, name, draft, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _on(request, draft.with_answers(**form.cleaned_data))


def _notice(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    if request.method == "POST":
        return _on(request, draft.with_answers(notice="shown"))
    return _ask(request, name, draft, {})


def _type(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    offered = {one.code: one for one in queries.types()}
    if request.method == "GET":
        return _ask(request, name, draft, {"types": list(offered.values())})
    chosen = request.POST.get("type", "")
    if chosen not in offered:
        context = {"types": list(offered.values()), "problem": _("请选一项。")}
        return _ask(request, name, draft, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _on(request, draft.with_answers(type=chosen))


def _where(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    if request.method == "GET":
        return _ask(request, name, draft, {"outline": where.outline(), "place": _words(draft)})
    ground = _ground(request)
    if not ground:
        said = request.POST.get("lon") or request.POST.get("ground")
        problem = _("这个地点不在我们服务的范围内，请重新选。") if said else _("请在地图上点一下，或者按街道、社区选。")
        context = {"outline": where.outline(), "problem": problem}
        return _ask(request, name, draft, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _on(request, draft.with_answers(ground=ground))


def _ground(request: HttpRequest) -> str:
    """The area that was chosen, or that lies under the point: only the area is kept, nobody's door."""
    point = where.point(request.POST.get("lon", ""), request.POST.get("lat", ""))
    if request.POST.get("ground"):
        ground = areas.ground_of(request.POST["ground"])
    else:
        found = areas.locate(*point) if point else None
        ground = found.ground if found else None
    return ground.deepest if ground and ground.county == settings.HOME_AREA else ""


@door("GET")
def list_(request: HttpRequest, key: UUID) -> HttpResponse:
    """Town, community, grid: choosing a place without a map."""
    draft = drafts.draft(request.session, key)
    way, below = places.inside(request.GET.get("in", ""), timezone.localdate())
    return _ask(request, "where", draft, {"way": way, "below": below}, template="where_list")


def _check(request: HttpRequest, draft: Draft, _name: str) -> HttpResponse:
    return _show(request, draft) if request.method == "GET" else _send(request, draft)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    at, key = timezone.now(), UUID(draft.key)
    if trap.is_sprung(request):
        return _show(request, draft, {"": _("系统以为这是机器自动提交的。请再按一次「提交」。")}, UNFIT)
    limits.spend_report(request, at)
    try:
        case = apply(draft.application, by=PARTY, at=at, key=key)
    except BadForm as bad:
        return _show(request, draft, _placed(bad.errors), UNFIT)
    except RefusedAction as refused:
        return _show(request, draft, {"": told(refused.text)}, HTTPStatus.CONFLICT)
    except KeyConflict:
        said = _("这份申请已经交过一次，内容不一样。请回首页重新写一份。")
        return _show(request, draft, {"": said}, HTTPStatus.CONFLICT)
    you = queries.party(case.pk, 1)
    code = code_of(you)
    let_in(request.session, you)
    drafts.remember_sent(request.session, key, code)
    return redirect("portal:party_thanks", code)


UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY


def _placed(errors: dict[str, str]) -> dict[str, str]:
    """Messages beside the answers they are about: the first party is whoever applies."""
    placed = {}
    for name, text in errors.items():
        of_a_party = "you" if name.startswith("party1_") else "other" if name.startswith("party") else ""
        placed[of_a_party or _BESIDE.get(name, "")] = told(text)
    return placed


def _show(
    request: HttpRequest, draft: Draft, problems: dict[str, str] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    titles = {one.code: one.title for one in queries.types()}
    context = {
        "you": draft.party("you"),
        "others": draft.others,
        "type": titles.get(draft.said["type"], ""),
        "place": _words(draft),
        "problems": problems or {},
        "trap": trap.NAME,
    }
    return _ask(request, "check", draft, context, status=status)


def _words(draft: Draft) -> str:
    ground = areas.ground_of(draft.said.get("ground", ""))
    return places.words(ground) if ground else ""


def _on(request: HttpRequest, draft: Draft) -> HttpResponseRedirect:
    """Remember, and go to the next question."""
    drafts.keep(request.session, draft)
    return HttpResponseRedirect(address_of(missing(draft), draft))


def _ask(  # noqa: PLR0913 - a question has these parts, each named at the call
    request: HttpRequest,
    name: str,
    draft: Draft,
    context: dict[str, Any],
    *,
    template: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    back = ORDER[max(ORDER.index(name) - 1, 0)]
    known = {"draft": draft, "steps": bar(name), "back": "" if name == "notice" else address_of(back, draft)}
    return page(request, f"portal/disputes/{template or name}.html", known | context, status=status)


_VIEWS = {"notice": _notice, "type": _type, "where": _where, "check": _check}
