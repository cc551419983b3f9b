"""The report: five questions, each a page; what was told is never lost."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.rules.forms import MOST_PHOTOS
from linli.maps import queries as maps
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.web.portal import limits, places, trap, uploads
from linli.web.portal.doors import WITH_FILES, door, not_found, page
from linli.web.portal.files import answer
from linli.web.portal.report import drafts, sending, where
from linli.web.portal.report.drafts import Draft
from linli.web.portal.report.forms import ContactForm, HappenedForm
from linli.web.portal.report.steps import STEPS, address_of, bar, comes_too_early, missing


@door("GET")
def begin(_request: HttpRequest) -> HttpResponse:
    """A fresh key in the address: going back and sending twice stay with the same report."""
    return redirect("portal:report_what", uuid4())


@door("GET", "POST")
def what(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which matter: by picture, then from a short list, or by a word."""
    draft = drafts.draft(request.session, key)
    if request.method == "POST":
        matter = _public_matter(request.POST.get("matter", ""))
        if matter is None:
            return _choose(request, draft, problem=_("请选一项。"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return _on(request, replace(draft, matter=matter.code))
    return _choose(request, draft)


def _choose(request: HttpRequest, draft: Draft, *, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    tiles = matters.tiles()
    chosen = next((tile for tile in tiles if tile.code == request.GET.get("class")), None)
    context = {
        "tiles": tiles,
        "chosen": chosen,
        "words": words,
        "found": matters.search(words, public_only=True) if words else [],
        "unfinished": drafts.unfinished(request.session, but=UUID(draft.key)),
        "problem": problem,
    }
    return _question(request, "what", draft, context, status=status)


@door("POST")
def throw_away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a report that was begun."""
    drafts.forget(request.session, key)
    return redirect("portal:report")


@door("GET", "POST")
def where_(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which place."""
    draft = drafts.draft(request.session, key)
    if request.method == "POST":
        answered = where.answered(request.POST, draft)
        if answered.draft.is_placed and not answered.problem:
            return _on(request, answered.draft)
        drafts.keep(request.session, answered.draft)
        return _ask_where(request, answered)
    if comes_too_early("where", draft):
        return redirect(address_of(missing(draft), draft))
    return _ask_where(request, where.Answer(draft))


def _ask_where(request: HttpRequest, answer: where.Answer) -> HttpResponse:
    """The map again with what is wrong, the places that were meant, or the list when there are none."""
    draft = answer.draft
    if answer.candidates:
        return _question(request, "where", draft, {"candidates": answer.candidates}, template="where_which")
    if answer.unknown:
        return redirect(f"{reverse('portal:report_list', args=[draft.key])}?unknown=1")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if answer.problem else HTTPStatus.OK
    context = {"problem": answer.problem, "outline": where.outline()}
    return _question(request, "where", draft, context, status=status)


@door("GET")
def list_(request: HttpRequest, key: UUID) -> HttpResponse:
    """Town, community, grid: choosing a place without a map."""
    draft = drafts.draft(request.session, key)
    way, below = places.inside(request.GET.get("in", ""), timezone.localdate())
    context = {"way": way, "below": below, "unknown": "unknown" in request.GET}
    return _question(request, "where", draft, context, template="where_list")


@door("GET", "POST", most_bytes=WITH_FILES)
def happened(request: HttpRequest, key: UUID) -> HttpResponse:
    """What happened: words, photos, a voice note; one of them is enough."""
    draft = drafts.draft(request.session, key)
    if request.method == "GET":
        if comes_too_early("happened", draft):
            return redirect(address_of(missing(draft), draft))
        return _tell(request, draft, HappenedForm(initial={"description": draft.description}))
    form = HappenedForm(request.POST)
    draft, problems = _told(request, draft, form)
    drafts.keep(request.session, draft)
    if "remove" in request.POST:
        return redirect(address_of("happened", draft))
    if not draft.is_told and form.is_valid() and not problems:
        form.add_error("description", _("请写几个字，或者拍一张照片。"))
    if problems or not form.is_valid():
        return _tell(request, draft, form, problems)
    return _on(request, draft)


def _told(request: HttpRequest, draft: Draft, form: HappenedForm) -> tuple[Draft, dict[str, str]]:
    """The draft with what was sent, and what could not be taken; what is good is kept in any case."""
    at, key = timezone.now(), UUID(draft.key)
    if form.is_valid():
        draft = replace(draft, description=form.cleaned_data["description"].replace("\x00", "").strip())
    removed = request.POST.get("remove", "")
    kept = tuple(one for one in draft.photos if one != removed)
    photos = uploads.take_photos(request, "photos", key=key, room=MOST_PHOTOS - len(kept), at=at)
    voice = uploads.take_voice(request, "voice", key=key, at=at)
    draft = replace(
        draft,
        photos=tuple(dict.fromkeys([*kept, *photos.ids])),
        voice="" if removed == draft.voice else (*voice.ids, draft.voice)[0],
    )
    problems = {"photos": photos.problem, "voice": voice.problem}
    return draft, {name: problem for name, problem in problems.items() if problem}


def _tell(
    request: HttpRequest, draft: Draft, form: HappenedForm, problems: dict[str, str] | None = None
) -> HttpResponse:
    wrong = bool(problems) or (form.is_bound and not form.is_valid())
    context = {
        "form": form,
        "matter": _public_matter(draft.matter),
        "problems": problems or {},
        "room": MOST_PHOTOS - len(draft.photos),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return _question(request, "happened", draft, context, status=status)


@door("GET", "POST")
def contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """How to reach the person; both lines may stay empty."""
    draft = drafts.draft(request.session, key)
    if request.method == "GET":
        if comes_too_early("contact", draft):
            return redirect(address_of(missing(draft), draft))
        form = ContactForm(initial={"name": draft.name, "phone": draft.phone})
        return _question(request, "contact", draft, {"form": form})
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _question(request, "contact", draft, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _on(request, draft.with_contact(form.cleaned_data["name"].strip(), form.cleaned_data["phone"]))


@door("GET", "POST")
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything once more, then it is sent; sent twice it is one case."""
    if code := drafts.sent(request.session, key):
        return redirect("portal:thanks", code)
    draft = drafts.draft(request.session, key)
    if comes_too_early("check", draft):
        return redirect(address_of(missing(draft), draft))
    if request.method == "GET":
        return _check(request, draft)
    return _send(request, draft)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    at, key = timezone.now(), UUID(draft.key)
    if trap.is_sprung(request):
        again = _("系统以为这是机器自动提交的。请再按一次「提交」。")
        return _check(request, draft, {"": again}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    limits.spend_report(request, at)
    sent = sending.send(draft, key=key, at=at)
    if sent.problems:
        return _check(request, draft, sent.problems, status=sent.status)
    drafts.remember_sent(request.session, key, sent.code)
    return redirect("portal:thanks", sent.code)


def _check(
    request: HttpRequest, draft: Draft, problems: dict[str, str] | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "matter": _public_matter(draft.matter),
        "place_words": where.words(draft),
        "problems": problems or {},
        "trap": trap.NAME,
    }
    return _question(request, "check", draft, context, status=status)


@door("GET")
def draft_file(request: HttpRequest, key: UUID, file_id: UUID) -> HttpResponse:
    """A photo or voice note of an unsent report, for whoever sent it."""
    draft = drafts.draft(request.session, key)
    if str(file_id) not in {*draft.photos, draft.voice}:
        return not_found(request)
    return answer(request, file_id)


@door("GET")
def place_words(request: HttpRequest) -> HttpResponse:
    """Where a point lies, in words, for the map: ``{"words": …}``."""
    point = where.point(request.GET.get("lon", ""), request.GET.get("lat", ""))
    said = maps.spot(*point).words if point else ""
    return JsonResponse({"words": said or _("这里不在服务范围内，请重新选")})


def _on(request: HttpRequest, draft: Draft) -> HttpResponseRedirect:
    """Remember, and go to the next question."""
    drafts.keep(request.session, draft)
    return HttpResponseRedirect(address_of(missing(draft), draft))


def _question(  # noqa: PLR0913 - a question has these parts, each named at the call
    request: HttpRequest,
    step: str,
    draft: Draft,
    context: dict[str, Any],
    *,
    template: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    back = list(STEPS)[max(list(STEPS).index(step) - 1, 0)]
    known = {"draft": draft, "steps": bar(step), "back": "" if step == "what" else address_of(back, draft)}
    return page(request, f"portal/report/{template or step}.html", known | context, status=status)


def _public_matter(code: str) -> Matter | None:
    return matters.active().filter(is_public=True, code=code).first() if code else None  # unique: no order is needed
