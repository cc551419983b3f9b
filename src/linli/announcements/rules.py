"""Who may announce something, and until when it holds: values in, values out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.areas.rules import Actor, Ground

#: What somebody must be allowed to do to announce something.
WRITES = "case.desk"
LONGEST_TITLE, LONGEST_TEXT = 60, 2000


class State(StrEnum):
    """Where an announcement stands on a day."""

    COMING = "coming"
    VALID = "valid"
    OVER = "over"
    ENDED = "ended"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people, not `str.title`
        """The state in Chinese."""
        return _TITLES[self]


_TITLES = {State.COMING: "未到日子", State.VALID: "有效", State.OVER: "已过期", State.ENDED: "已撤下"}


@dataclass(frozen=True)
class Wording:
    """What is announced; both days count."""

    title: str
    text: str
    from_on: date
    until_on: date | None = None


def may_write(actor: Actor, ground: Ground) -> bool:
    """Whether somebody may change or end what was announced to a ground."""
    return actor.may(WRITES, ground)


def may_begin(actor: Actor) -> bool:
    """Whether somebody may announce something to the own ground."""
    return actor.holds(WRITES) and bool(actor.ground_code) and actor.unit_id is not None


def faults(wording: Wording) -> dict[str, str]:
    """What is wrong with the wording: a message for each field."""
    found = {
        "title": _length_fault(wording.title, LONGEST_TITLE, "请写标题", "最多 60 个字"),
        "text": _length_fault(wording.text, LONGEST_TEXT, "请写内容", "最多 2000 个字"),
        "until_on": "不能早于开始那天" if wording.until_on and wording.until_on < wording.from_on else "",
    }
    return {name: text for name, text in found.items() if text}


def _length_fault(text: str, most: int, missing: str, too_long: str) -> str:
    if not text.strip():
        return missing
    return too_long if len(text.strip()) > most else ""


def state_of(from_on: date, until_on: date | None, *, is_ended: bool, today: date) -> State:
    """Where it stands on a day."""
    if is_ended:
        return State.ENDED
    if today < from_on:
        return State.COMING
    return State.OVER if until_on is not None and today > until_on else State.VALID
