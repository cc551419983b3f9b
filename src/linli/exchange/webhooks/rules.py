"""What is sent, how it is signed, when it is tried again: values in, values out.

After Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from random import Random

PREFIX = "whsec_"
SECRET_BYTES = 32
#: So long the former secret signs too after a new one was given out.
OVERLAP = timedelta(days=1)
TEST = "webhook.test"

#: What may be sent, in words, and the actions of a process that it stands for.
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "case.reported": ("上报", frozenset({"report"})),
    "case.accepted": ("受理", frozenset({"accept"})),
    "case.refused": ("不予受理", frozenset({"refuse"})),
    "case.dispatched": ("派遣、转派", frozenset({"dispatch", "designate", "transfer"})),
    "case.received": ("签收", frozenset({"receive"})),
    "case.returned": ("退回", frozenset({"return"})),
    "case.suspended": ("挂账", frozenset({"approve_suspension"})),
    "case.resumed": ("恢复办理", frozenset({"resume"})),
    "case.fed_back": ("反馈", frozenset({"feed_back"})),
    "case.reworked": ("返工", frozenset({"rework"})),
    "case.closed": ("结案", frozenset({"pass", "settle", "approve_force_close"})),
    "case.rated": ("评价", frozenset({"rate", "call_back"})),
    "case.reopened": ("重开", frozenset({"reopen"})),
    "case.merged": ("并案", frozenset({"merge"})),
    "case.withdrawn": ("撤回", frozenset({"withdraw"})),
    "case.voided": ("作废", frozenset({"void"})),
    "case.moved": ("其他流转", frozenset({"escalate", "hand_down"})),
}
_KIND_OF = {action: kind for kind, (_title, actions) in KINDS.items() for action in actions}
#: Actions of which several are needed: only the one that moves the case is told.
_ONLY_WHEN_MOVED = frozenset({"approve_suspension", "approve_force_close"})
#: What staff wrote for the one who reported, by action; nothing else that was filled in leaves.
_WORDS = {
    "refuse": ("reason", "remedy"),
    "settle": ("result",),
    "feed_back": ("result",),
    "approve_force_close": ("reason",),
    "void": ("reason",),
}


def kind_of(action: str, *, moved: bool) -> str:
    """Which kind of change a step is; empty for what concerns nobody outside."""
    kind = _KIND_OF.get(action, "")
    if action in _ONLY_WHEN_MOVED and not moved:
        return ""
    return kind or ("case.moved" if moved else "")


def title_of(action: str, title: str) -> str:
    """An action in words; beginning a case is none of a process's own."""
    return "上报" if action == "report" else title


def words_of(action: str, form: Mapping[str, object]) -> dict[str, str]:
    """What staff answered the one who reported."""
    return {name: str(form[name]) for name in _WORDS.get(action, ()) if form.get(name)}


def message_id(subscription: int, step: int) -> str:
    """The id of an event: the same however often it is sent, also after a replay; without a full stop."""
    return f"msg_{subscription}_{step}"


def secret_text(raw: bytes) -> str:
    """A secret as it is handed out."""
    return PREFIX + base64.b64encode(raw).decode()


def signature(secrets: Sequence[str], *, message: str, at: datetime, body: bytes) -> str:
    """The header: one signature for each secret, apart by spaces."""
    content = f"{message}.{int(at.timestamp())}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix(PREFIX)) for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()}" for key in keys)


#: The standard's schedule: so long after each attempt comes the next, over three days.
SCHEDULE = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
_JITTER = 0.1
#: Longer than any wait between two attempts: after such a silence a failure begins a new count.
_SILENCE = timedelta(days=2)
_LONGEST_REST, _FIRST_REST = timedelta(minutes=5), timedelta(seconds=5)
_MOST_DOUBLINGS = 10
GONE, TIMEOUT, TOO_MANY, SERVER_ERRORS = 410, 408, 429, 500


class Outcome(StrEnum):
    """What an attempt came to."""

    DELIVERED = "delivered"
    AGAIN = "again"
    GIVEN_UP = "given_up"
    GONE = "gone"


def outcome(status: int | None, attempts: int) -> Outcome:
    """After the ``attempts``-th attempt; a redirect is a failure: the address wants to be changed here."""
    if status is not None and 200 <= status < 300:  # noqa: PLR2004 - the class of good answers
        return Outcome.DELIVERED
    if status == GONE:
        return Outcome.GONE
    return Outcome.AGAIN if attempts <= len(SCHEDULE) else Outcome.GIVEN_UP


def next_at(at: datetime, attempts: int, *, seed: int, retry_after: str = "") -> datetime:
    """When to try again after the ``attempts``-th attempt: the schedule, spread a little, or later if asked for."""
    delay = SCHEDULE[attempts - 1] * (1 + _JITTER * Random(f"{seed}:{attempts}").random())  # noqa: S311 - it spreads load
    return at + max(delay, min(_asked_for(retry_after, at), SCHEDULE[-1]))


def _asked_for(text: str, at: datetime) -> timedelta:
    """What ``Retry-After`` asks for, seconds or a date; nothing for what is neither."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**6)) if len(text) < 10 else SCHEDULE[-1]  # noqa: PLR2004 - digits
    try:
        wanted = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return timedelta()
    return (wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)) - at


@dataclass(frozen=True)
class Health:
    """How an address has been doing: failures in a row, since when, the last one, until when it is left in peace."""

    failures: int = 0
    failing_since: datetime | None = None
    failed_at: datetime | None = None
    rest_until: datetime | None = None

    def after(self, status: int | None, at: datetime) -> "Health":
        """After an attempt that was answered so; ``None`` for no answer."""
        if status is not None and 200 <= status < 300:  # noqa: PLR2004 - the class of good answers
            return Health()
        is_new = self.failed_at is None or at - self.failed_at > _SILENCE
        begun = Health(0, at) if is_new else self
        rest = _rest(begun.failures) if _is_trouble(status) else timedelta()
        return replace(begun, failures=begun.failures + 1, failed_at=at, rest_until=at + rest)

    def is_hopeless(self, at: datetime, days: int) -> bool:
        """Whether it has failed for so many days without one good answer."""
        return self.failing_since is not None and at - self.failing_since >= timedelta(days=days)


def _is_trouble(status: int | None) -> bool:
    """Whether the other side is in trouble as a whole, rather than dislikes one message."""
    return status is None or status in {TIMEOUT, TOO_MANY} or status >= SERVER_ERRORS


def _rest(failures: int) -> timedelta:
    """A short pause for the whole address, doubled with each failure: a dead one must not hold up the worker."""
    doubled: int = 2 ** min(failures, _MOST_DOUBLINGS)
    return min(_FIRST_REST * doubled, _LONGEST_REST)
