"""The pages of followed servers: what they are, what was taken, what was not and why."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.permissions import Permission
from linli.cases.queries import NotFound
from linli.exchange.following import actions, queries
from linli.exchange.following.models import Peer
from linli.exchange.webhooks.queries import places
from linli.matters.models import Matter
from linli.web.desk.doors import StaffRequest
from linli.web.desk.following.forms import ItemsForm, MattersForm, PeerForm
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import number, status
from linli.web.desk.webhooks.showing import tabs

PAGE_SIZE = 50
MOST = 200
#: The question, what will happen, the button, whether it destroys; and what is done.
VERBS: dict[str, tuple[Any, Any, Any, bool, Callable[..., object]]] = {
    "pause": (
        gettext_lazy("暂停对接？"),
        gettext_lazy("不再取新件，也不回报；恢复后从停下的地方接着来。"),
        gettext_lazy("暂停"),
        False,
        actions.pause,
    ),
    "resume": (
        gettext_lazy("恢复对接？"),
        gettext_lazy("停下期间的新件五分钟内补取，进展补报。"),
        gettext_lazy("恢复"),
        False,
        actions.resume,
    ),
    "end": (
        gettext_lazy("删除这个对接？"),
        gettext_lazy("不再取件和回报，对方的密钥作废。已经转入的件照常办理。"),
        gettext_lazy("删除"),
        True,
        actions.end,
    ),
}
_AGAIN: dict[str, tuple[Callable[..., object], Any]] = {
    "retry": (actions.retry, gettext_lazy("已经再试了一次。")),
    "tell": (actions.tell_again, gettext_lazy("几秒后从头回报；对方认得出重复。")),
}


@require_safe
@needs(Permission.EXCHANGE)
def index(request: StaffRequest) -> HttpResponse:
    """The servers followed on the ground, the newest first."""
    peers = queries.counted(queries.visible_to(request.actor)).order_by("-pk")[:MOST]
    return _page(request, "index", {"peers": peers}, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def new(request: StaffRequest) -> HttpResponse:
    """One more."""
    at, key = timezone.now(), _key(request)
    form = PeerForm(request.POST or None, **_choices(request), initial={"area": request.actor.ground_code})
    made = (
        attempt(form, lambda: actions.create(form.wording(), by=request.actor, at=at, key=key))
        if form.is_valid()
        else None
    )
    if made is None:
        return _page(request, "edit", {"form": form, "key": key}, at, status(request))
    messages.success(request, _("已建好，五分钟内开始取件。"))
    return redirect("desk:following:peer", made.pk)


@require_safe
@needs(Permission.EXCHANGE)
def peer(request: StaffRequest, peer_id: int) -> HttpResponse:
    """One server with what came of its requests."""
    return _peer(request, peer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def edit(request: StaffRequest, peer_id: int) -> HttpResponse:
    """How it is followed."""
    at, row = timezone.now(), _found(request, peer_id)
    form = PeerForm(request.POST or None, **_choices(request), initial=PeerForm.initial_of(row))
    if form.is_valid() and _changed(request, row, form, at):
        messages.success(request, _("已保存。"))
        return redirect("desk:following:peer", row.pk)
    return _page(request, "edit", {"form": form, "peer": row}, at, status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def matters(request: StaffRequest, peer_id: int) -> HttpResponse:
    """What its matters are called here."""
    at, row = timezone.now(), _found(request, peer_id)
    services = list(row.services.order_by("matter_code", "code"))
    sent = request.POST if request.method == "POST" else None
    form = MattersForm(sent, services=services, chosen=_active())
    if form.is_valid():
        actions.map_services(row.pk, form.chosen(), by=request.actor, at=at)
        messages.success(request, _("已保存。没有转入的件，下次取件时再试，也可以现在逐件再试。"))
        return redirect("desk:following:peer", row.pk)
    return _page(request, "matters", {"form": form, "peer": row, "has_services": bool(services)}, at, status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def do(request: StaffRequest, peer_id: int, verb: str) -> HttpResponse:
    """Ask first, then do: pause, resume, end."""
    at, row = timezone.now(), _found(request, peer_id)
    if verb not in VERBS:
        raise NotFound
    question, text, button, is_danger, deed = VERBS[verb]
    if request.method == "POST":
        deed(row.pk, by=request.actor, at=at)
        messages.success(request, _("已完成。"))
        return redirect("desk:following:index") if verb == "end" else redirect("desk:following:peer", row.pk)
    context = {"peer": row, "question": question, "text": text, "button": button, "is_danger": is_danger}
    return _page(request, "ask", context, at)


@require_POST
@needs(Permission.EXCHANGE)
def again(request: StaffRequest, item_id: int, verb: str) -> HttpResponse:
    """Try one once more that was not taken, or tell of one from the beginning."""
    item = queries.item(item_id, request.actor)
    if item is None or verb not in _AGAIN or (verb == "retry") == (item.state == "taken"):
        raise NotFound
    deed, said = _AGAIN[verb]
    deed(item.pk, by=request.actor, at=timezone.now())
    messages.success(request, str(said))
    return redirect(f"{reverse('desk:following:peer', args=[item.peer_id])}?{urlencode({'number': item.number})}")


def _peer(request: StaffRequest, peer_id: int) -> HttpResponse:
    at, row = timezone.now(), _found(request, peer_id)
    narrowing = ItemsForm(request.GET)
    before = number(request, "before")
    found = row.items.select_related("case").order_by("-pk")
    if narrowing.is_valid():
        asked = {name: value for name, value in narrowing.cleaned_data.items() if value}
        found = found.filter(**asked)
    shown = list((found.filter(pk__lt=before) if before else found)[: PAGE_SIZE + 1])
    context = {
        "peer": row,
        "unnamed": row.services.filter(matter_code="").count(),
        "items": shown[:PAGE_SIZE],
        "items_form": narrowing,
        "is_filtered": any(request.GET.get(name) for name in narrowing.fields),
        "next_url": _address(request, row, before=shown[PAGE_SIZE - 1].pk) if len(shown) > PAGE_SIZE else "",
        "first_url": _address(request, row) if before else "",
    }
    return _page(request, "peer", context, at, HTTPStatus.OK if narrowing.is_valid() else 422)


def _changed(request: StaffRequest, row: Peer, form: PeerForm, at: datetime) -> bool:
    return attempt(form, lambda: actions.change(row.pk, form.wording(), by=request.actor, at=at)) is not None


def _found(request: StaffRequest, peer_id: int) -> Peer:
    row = queries.peer(peer_id, request.actor)
    if row is None:
        raise NotFound
    return row


def _choices(request: StaffRequest) -> dict[str, Any]:
    return {"places": places(request.actor), "chosen": _active()}


def _active() -> list[Matter]:
    return list(Matter.objects.filter(is_active=True).only("code", "title").order_by("code"))


def _page(
    request: StaffRequest, name: str, context: dict[str, Any], at: datetime, code: int = HTTPStatus.OK
) -> HttpResponse:
    known = {"tabs": tabs("following", request.actor), **context}
    return page(request, f"desk/following/{name}.html", known, at=at, status=code)


def _address(request: StaffRequest, row: Peer, **more: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    return f"{reverse('desk:following:peer', args=[row.pk])}?{urlencode(kept | more)}"


def _key(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
