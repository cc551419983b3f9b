"""Following a case: the code leads to it, and to everything its reporter may do."""

from http import HTTPStatus
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, KeyConflict, RefusedAction, act
from linli.cases.queries import Offer
from linli.cases.rules.forms import MOST_PHOTOS
from linli.documents import qr
from linli.documents.refusals import Refused
from linli.lib.codes import grouped_code
from linli.web.parts.words import told
from linli.web.portal import limits, trap, uploads
from linli.web.portal.doors import WITH_FILES, door, not_found, page
from linli.web.portal.files import answer
from linli.web.portal.follow.forms import ActionForm
from linli.web.portal.follow.showing import Followed, file_is_shown, followed, offers, shown
from linli.work.disputes import queries as disputes

#: What is said after each action, and how its button reads.
THANKS = {
    "remark": gettext_lazy("收到了，谢谢您的补充。"),
    "withdraw": gettext_lazy("已经撤回。"),
    "rate": gettext_lazy("谢谢您的评价。"),
    "reopen": gettext_lazy("收到了，我们重新安排去办。"),
}


@door("GET")
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    typed = request.GET.get("code", "").strip()[:60]
    if not typed:
        return page(request, "portal/follow/find.html", {"typed": "", "problem": ""})
    limits.ask("wrong_code", limits.address(request), timezone.now())
    if disputes.by_own_code(typed):
        return redirect("portal:party", typed)
    found = _followed(request, typed)
    if found is None:
        return _wrong(request, typed)
    return redirect("portal:follow", found.case.public_code)


@door("GET")
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """How it stands, who has it and by when, what happened, and what can be done."""
    found = _followed(request, code)
    return _show(request, found) if found else _wrong(request, code)


@door("GET")
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """After sending: the code, how to keep it, what happens next."""
    found = _followed(request, code)
    if found is None:
        return _wrong(request, code)
    address = _address(found)
    context = {
        "shown": shown(found, timezone.now()),
        "code": grouped_code(found.case.public_code),
        "address": address,
        "qr": mark_safe(qr.qr_svg(address)),  # noqa: S308 - made by us of an address of ours
    }
    return page(request, "portal/follow/thanks.html", context)


@door("GET")
def qr_image(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code as a picture to keep."""
    found = _followed(request, code)
    if found is None:
        return _wrong(request, code)
    name = f"linli-{grouped_code(found.case.public_code)}.png"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(qr.qr_png(_address(found)), content_type="image/png", headers=headers)


@door("GET")
def file(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse:
    """A file that residents may see, of this case and no other."""
    found = _followed(request, code)
    if found is None:
        return _wrong(request, code)
    return answer(request, file_id) if file_is_shown(found, file_id) else not_found(request)


@door("GET", "POST", most_bytes=WITH_FILES)
def do(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """One of the things a resident may do, on a page of its own."""
    found = _followed(request, code)
    if found is None:
        return _wrong(request, code)
    at = timezone.now()
    offer = next((one for one in offers(found, at) if one.name == action), None)
    key = _key(request)
    if offer is None or (not offer.allowed and request.method == "GET"):
        return _repeat(request, found, action) or _not_now(request, found)
    if request.method == "GET":
        return _form(request, found, ActionForm(offer), key=key)
    return _act(request, found, offer, key)


def _act(request: HttpRequest, found: Followed, offer: Offer, key: UUID) -> HttpResponse:
    at = timezone.now()
    form = ActionForm(offer, request.POST)
    if trap.is_sprung(request):
        form.add_error(None, _("系统以为这是机器自动提交的。请再按一次按钮。"))
        return _form(request, found, form, key=key)
    limits.spend("act_address", limits.address(request), at)
    kept = [one for one in request.POST.getlist("kept") if one][:MOST_PHOTOS]
    taken = uploads.Taken()
    if form.photos:
        taken = uploads.take_photos(request, form.photos, key=key, room=MOST_PHOTOS - len(kept), at=at)
    photos = list(dict.fromkeys([*kept, *taken.ids]))
    if not form.is_valid() or taken.problem:
        return _form(request, found, form, key=key, kept=photos, photo_problem=taken.problem)
    filled = form.answers() | ({form.photos: photos} if form.photos else {})
    try:
        act(found.handled.pk, offer.name, by=RESIDENT, at=at, form=filled, key=key)
    except BadForm as bad:
        problem = told(bad.errors.pop(form.photos, "")) if form.photos else ""
        form.complain(bad.errors)
        return _form(request, found, form, key=key, kept=[] if problem else photos, photo_problem=problem)
    except Refused as refused:
        return _form(request, found, form, key=key, photo_problem=" ".join(refused.messages))
    except (RefusedAction, KeyConflict):
        return _not_now(request, found)
    return _done(request, found, offer.name)


def _done(request: HttpRequest, found: Followed, action: str) -> HttpResponse:
    messages.success(request, str(THANKS.get(action, _("收到了，谢谢。"))))
    return redirect("portal:follow", found.case.public_code)


def _repeat(request: HttpRequest, found: Followed, action: str) -> HttpResponse | None:
    """The answer to a second press of a button whose first press has already been taken."""
    sent = request.POST.get("key", "") if request.method == "POST" else ""
    known = sent and found.handled.steps.filter(key=_key(request), action=action).exists()
    return _done(request, found, action) if known else None


def _key(request: HttpRequest) -> UUID:
    """The key the form came with; a new one for a form that is shown for the first time."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _form(  # noqa: PLR0913 - a form comes back with these parts, each named at the call
    request: HttpRequest,
    found: Followed,
    form: ActionForm,
    *,
    key: UUID,
    kept: list[str] | None = None,
    photo_problem: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "offer": form.offer,
        "followed": found,
        "key": key,
        "kept": kept or [],
        "room": MOST_PHOTOS - len(kept or []),
        "photo_problem": photo_problem,
        "trap": trap.NAME,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return page(request, "portal/follow/do.html", context, status=status)


def _not_now(request: HttpRequest, found: Followed) -> HttpResponse:
    problem = _("这件事刚刚有了新进展，现在不能这样做了。请看下面的最新情况。")
    return _show(request, cast("Followed", followed(found.case.public_code)), problem, status=HTTPStatus.CONFLICT)


def _show(request: HttpRequest, found: Followed, problem: str = "", *, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "shown": shown(found, timezone.now()),
        "code": grouped_code(found.case.public_code),
        "problem": problem,
    }
    return page(request, "portal/follow/case.html", context, status=status)


def _followed(request: HttpRequest, code: str) -> Followed | None:
    """The case of a code; wrong codes are counted, and too many of them shut the door for a while."""
    at, who = timezone.now(), limits.address(request)
    limits.ask("wrong_code", who, at)
    found = followed(code)
    if found is None:
        limits.spend("wrong_code", who, at)
    return found


def _wrong(request: HttpRequest, typed: str) -> HttpResponse:
    problem = _("没有找到这个查询码。请对照您抄下的再看一遍，一共 12 位。")
    context = {"typed": typed, "problem": problem}
    return page(request, "portal/follow/find.html", context, status=HTTPStatus.NOT_FOUND)


def _address(found: Followed) -> str:
    return settings.PUBLIC_URL + reverse("portal:follow", args=[found.case.public_code])
