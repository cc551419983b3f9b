"""What the pages of subscriptions show."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.actions.programs import may_connect
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI
from linli.exchange.webhooks.models import Delivery, Subscription
from linli.exchange.webhooks.rules import KINDS, TEST

#: What may be done with a subscription: the question, what will happen, the button, whether it destroys.
VERBS: dict[str, tuple[str | Promise, str | Promise, str | Promise, bool]] = {
    "test": (
        gettext_lazy("发一条测试？"),
        gettext_lazy("发给对方一条只说「收到即可」的消息，签名与正式的一样。几秒后在记录里看结果。"),
        gettext_lazy("发测试"),
        False,
    ),
    "pause": (
        gettext_lazy("暂停推送？"),
        gettext_lazy("期间的变化不会丢，恢复后从停下的地方接着送。"),
        gettext_lazy("暂停"),
        False,
    ),
    "resume": (
        gettext_lazy("恢复推送？"),
        gettext_lazy("停下期间的变化按次序补送，没送到的马上再试。"),
        gettext_lazy("恢复"),
        False,
    ),
    "rotate": (
        gettext_lazy("更换密钥？"),
        gettext_lazy("新密钥只显示一次。一天之内新旧两个密钥同时签名，请对方在这段时间里换上新的。"),
        gettext_lazy("更换密钥"),
        False,
    ),
    "end": (
        gettext_lazy("删除这个推送？"),
        gettext_lazy("马上停止，没送的不再送，密钥作废。已有的记录到期才清除。要恢复只能重新新建。"),
        gettext_lazy("删除"),
        True,
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the log."""

    delivery: Delivery
    kind: str
    state: str
    answer: str
    is_bad: bool
    next_at: datetime | None


def rows(found: Iterable[Delivery], rest_until: datetime | None) -> list[Row]:
    """The log as its table shows it; an address in trouble rests until then, whatever waits for it."""
    return [row(one, rest_until) for one in found]


def row(one: Delivery, rest_until: datetime | None = None) -> Row:
    """One delivery in words."""
    next_at = max(one.next_at, rest_until or one.next_at) if one.next_at else None
    is_bad = one.state == "given_up" or (one.state == "waiting" and (one.attempts > 0 or bool(one.problem)))
    return Row(
        one, kind_words(one.kind), _(one.get_state_display()), answer_words(one.status, one.problem), is_bad, next_at
    )


def kind_words(kind: str) -> str:
    """A kind of change in words."""
    return _("测试") if kind == TEST else _(KINDS[kind][0]) if kind in KINDS else kind


def answer_words(status: int | None, problem: str) -> str:
    """What was answered: the status, or why there was none."""
    return str(status) if status else _(problem) if problem else ""


def trouble(row: Subscription) -> str:
    """What is wrong with a subscription, in a sentence; empty when all is well."""
    if row.state == "gone":
        return _("对方说不再接收（410），推送已停。改好地址后可以恢复，期间的变化不会丢。")
    if row.state == "failed":
        return _("对方多日没有正常应答，推送已停。修好后可以恢复，期间的变化不会丢。")
    if row.state == "active" and row.failing_since is not None:
        since = f"{row.failing_since.astimezone(SHANGHAI):%m-%d %H:%M}"
        return _("已经连续失败 %(count)d 次，从 %(since)s 开始。会自动再试，次序不变。") % {
            "count": row.failures,
            "since": since,
        }
    return ""


def pretty(body: str) -> str:
    """The content indented, for reading."""
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)


def tabs(current: str, actor: Actor) -> list[dict[str, object]]:
    """The tabs of this part, the current one marked; keys hold for a whole county."""
    named = [("webhooks:index", _("推送")), ("following:index", _("对接"))]
    if may_connect(actor):
        named.append(("programs:index", _("密钥")))
    return [
        {"url": reverse(f"desk:{name}"), "label": label, "current": name.partition(":")[0] == current}
        for name, label in named
    ]
