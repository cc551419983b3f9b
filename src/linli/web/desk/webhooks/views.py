"""The pages of subscriptions: who hears of what, what was sent, and sending once more."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.permissions import Permission
from linli.areas.rules import Refused
from linli.cases.queries import NotFound
from linli.exchange.webhooks import actions, queries
from linli.exchange.webhooks.models import Subscription
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import attempt
from linli.web.desk.people.views.frame import number, status
from linli.web.desk.webhooks import showing
from linli.web.desk.webhooks.forms import HookForm, LogForm, SinceForm

PAGE_SIZE = 50
MOST = 200


@require_safe
@needs(Permission.EXCHANGE)
def index(request: StaffRequest) -> HttpResponse:
    """The subscriptions on the ground, the newest first."""
    at = timezone.now()
    waiting = Count("deliveries", filter=Q(deliveries__state="waiting"))
    found = queries.visible_to(request.actor).annotate(waiting=waiting).order_by("-pk")[:MOST]
    hooks = [{"row": row, "trouble": showing.trouble(row)} for row in found]
    return _page(request, "index", {"hooks": hooks}, at)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def new(request: StaffRequest) -> HttpResponse:
    """A new one; its secret is shown in the answer, and never again."""
    at = timezone.now()
    key = _key(request)
    form = HookForm(request.POST or None, places=queries.places(request.actor), initial={"area": _here(request)})
    made = (
        attempt(form, lambda: actions.create(form.wording(), by=request.actor, at=at, key=key))
        if form.is_valid()
        else None
    )
    if made is None:
        return _page(request, "edit", {"form": form, "key": key}, at, status(request))
    return _secret(request, *made, at)


@require_safe
@needs(Permission.EXCHANGE)
def hook(request: StaffRequest, hook_id: int) -> HttpResponse:
    """One subscription with its log."""
    return _hook(request, hook_id, SinceForm())


@require_POST
@needs(Permission.EXCHANGE)
def since(request: StaffRequest, hook_id: int) -> HttpResponse:
    """Send everything since a moment once more."""
    at = timezone.now()
    form = SinceForm(request.POST)
    if form.is_valid() and form.cleaned_data["since"] > at:
        form.add_error("since", _("还没有到这个时候"))
    if not form.is_valid():
        return _hook(request, hook_id, form)
    actions.replay_since(hook_id, form.cleaned_data["since"], by=request.actor, at=at)
    messages.success(request, _("正在按次序重新排队，几秒后开始送；对方凭消息编号认得出重复。"))
    return redirect("desk:webhooks:hook", hook_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def edit(request: StaffRequest, hook_id: int) -> HttpResponse:
    """Where it is sent, and what."""
    at, row = timezone.now(), _found(request, hook_id)
    form = HookForm(request.POST or None, places=queries.places(request.actor), initial=HookForm.initial_of(row))
    if form.is_valid() and _changed(request, hook_id, form, at):
        messages.success(request, _("已保存，从现在起的变化按新的来。"))
        return redirect("desk:webhooks:hook", hook_id)
    return _page(request, "edit", {"form": form, "hook": row}, at, status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXCHANGE)
def do(request: StaffRequest, hook_id: int, verb: str) -> HttpResponse:
    """Ask first, then do: test, pause, resume, rotate, end."""
    at, row = timezone.now(), _found(request, hook_id)
    if verb not in showing.VERBS:
        raise NotFound
    if request.method == "POST":
        try:
            return _DEEDS[verb](request, row, at)
        except Refused as refused:
            messages.error(request, refused.text)
            return redirect("desk:webhooks:hook", row.pk)
    question, text, button, is_danger = showing.VERBS[verb]
    context = {"hook": row, "question": question, "text": text, "button": button, "is_danger": is_danger}
    return _page(request, "ask", context | {"key": uuid4()}, at)


@require_safe
@needs(Permission.EXCHANGE)
def sent(request: StaffRequest, sent_id: int) -> HttpResponse:
    """One delivery: its content as it was sent, and every attempt."""
    one = queries.delivery(sent_id, request.actor)
    if one is None:
        raise NotFound
    tries = [
        {"one": each, "answer": showing.answer_words(each.status, each.problem)} for each in one.tries.order_by("-pk")
    ]
    context = {
        "row": showing.row(one, one.subscription.rest_until),
        "hook": one.subscription,
        "tries": tries,
        "body": showing.pretty(one.body),
    }
    return _page(request, "sent", context, timezone.now())


@require_POST
@needs(Permission.EXCHANGE)
def again(request: StaffRequest, sent_id: int) -> HttpResponse:
    """Send one once more."""
    actions.replay(sent_id, by=request.actor, at=timezone.now())
    messages.success(request, _("已排队，几秒后送出。"))
    return redirect("desk:webhooks:sent", sent_id)


def _test(request: StaffRequest, row: Subscription, at: datetime) -> HttpResponse:
    made = actions.send_test(row.pk, by=request.actor, at=at, key=_key(request))
    messages.success(request, _("测试已排队，几秒后刷新本页看结果。"))
    return redirect("desk:webhooks:sent", made.pk)


def _pause(request: StaffRequest, row: Subscription, at: datetime) -> HttpResponse:
    actions.pause(row.pk, by=request.actor, at=at)
    messages.success(request, _("已暂停。"))
    return redirect("desk:webhooks:hook", row.pk)


def _resume(request: StaffRequest, row: Subscription, at: datetime) -> HttpResponse:
    actions.resume(row.pk, by=request.actor, at=at)
    messages.success(request, _("已恢复。"))
    return redirect("desk:webhooks:hook", row.pk)


def _rotate(request: StaffRequest, row: Subscription, at: datetime) -> HttpResponse:
    return _secret(request, *actions.rotate(row.pk, by=request.actor, at=at), at)


def _end(request: StaffRequest, row: Subscription, at: datetime) -> HttpResponse:
    actions.end(row.pk, by=request.actor, at=at)
    messages.success(request, _("已删除。"))
    return redirect("desk:webhooks:index")


_DEEDS: dict[str, Callable[[StaffRequest, Subscription, datetime], HttpResponse]] = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "rotate": _rotate,
    "end": _end,
}


def _secret(request: StaffRequest, row: Subscription, secret: str, at: datetime) -> HttpResponse:
    if not secret:  # the form came twice
        messages.success(request, _("这个推送已经建好了；密钥只在第一次显示，没记下可以更换。"))
        return redirect("desk:webhooks:hook", row.pk)
    return _page(request, "secret", {"hook": row, "secret": secret}, at)


def _hook(request: StaffRequest, hook_id: int, since_form: SinceForm) -> HttpResponse:
    at, row = timezone.now(), _found(request, hook_id)
    log = LogForm(request.GET)
    found = queries.deliveries(row)
    found = found.filter(log.condition()) if log.is_valid() else found.none()
    before = number(request, "before")
    shown = list((found.filter(pk__lt=before) if before else found)[: PAGE_SIZE + 1])
    context = {
        "hook": row,
        "kinds": [showing.kind_words(kind) for kind in row.kinds],
        "trouble": showing.trouble(row),
        "is_overlapping": row.former_until is not None and at < row.former_until,
        "rows": showing.rows(shown[:PAGE_SIZE], row.rest_until),
        "log_form": log,
        "since_form": since_form,
        "is_filtered": any(request.GET.get(name) for name in log.fields),
        "next_url": _address(request, row, before=shown[PAGE_SIZE - 1].pk) if len(shown) > PAGE_SIZE else "",
        "first_url": _address(request, row) if before else "",
    }
    is_wrong = since_form.is_bound or not log.is_valid()
    return _page(request, "hook", context, at, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK)


def _changed(request: StaffRequest, hook_id: int, form: HookForm, at: datetime) -> bool:
    return attempt(form, lambda: actions.change(hook_id, form.wording(), by=request.actor, at=at)) is not None


def _found(request: StaffRequest, hook_id: int) -> Subscription:
    row = queries.subscription(hook_id, request.actor)
    if row is None:
        raise NotFound
    return row


def _page(
    request: StaffRequest, name: str, context: dict[str, Any], at: datetime, code: int = HTTPStatus.OK
) -> HttpResponse:
    known = {"tabs": showing.tabs("webhooks", request.actor), **context}
    return page(request, f"desk/webhooks/{name}.html", known, at=at, status=code)


def _address(request: StaffRequest, row: Subscription, **more: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    return f"{reverse('desk:webhooks:hook', args=[row.pk])}?{urlencode(kept | more)}"


def _here(request: StaffRequest) -> str:
    return request.actor.ground_code


def _key(request: StaffRequest) -> UUID:
    """The key the form came with; a new one for a form that is shown for the first time."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
