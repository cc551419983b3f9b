"""Whose turn it is and when, who may write a checklist, and what answers a task: values in, values out."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from linli.areas.rules import Actor, Ground

#: What somebody must be allowed to do to write checklists, and to answer them.
WRITES = "case.desk"
ANSWERS = "case.grid"
#: Desks whose grids are near enough to be sent round.
DESK_LEVELS = ("town", "community")
LONGEST_TITLE, LONGEST_ITEM, MOST_ITEMS, LONGEST_NOTE = 60, 120, 30, 300
#: Photos at one item; what needs more is a report.
MOST_PHOTOS = 3
LAST_WEEKDAY = 6


class Rhythm(StrEnum):
    """How often the turn of a grid comes."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people, not `str.title`
        """The rhythm in Chinese."""
        return _RHYTHMS[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For a model field."""
        return [(str(each), each.title) for each in cls]


_RHYTHMS = {
    Rhythm.ONCE: "只做一次",
    Rhythm.DAILY: "每天一次",
    Rhythm.WEEKLY: "每周一次",
    Rhythm.MONTHLY: "每月一次",
}


class Period(msgspec.Struct, frozen=True):
    """One turn: from its first day to the day by which it is due."""

    from_on: date
    due_on: date


@dataclass(frozen=True)
class Wording:
    """What a desk writes. ``grids``: codes of the grids it is for, none for every grid of the ground."""

    title: str
    items: tuple[str, ...]
    rhythm: str
    from_on: date
    until_on: date | None = None
    grids: tuple[str, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """What was found at one item of a task; ``report``: the key of the report that a finding became.

    ``photos``: ids under which the same person promised files.
    """

    item: str
    verdict: Literal["fine", "found"]
    note: str = ""
    report: UUID | None = None
    photos: tuple[UUID, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether somebody can learn from it what is wrong."""
        return bool(self.note.strip() or self.report or self.photos)


def may_write(actor: Actor, ground: Ground) -> bool:
    """Whether somebody may write and end checklists for a ground."""
    return actor.may(WRITES, ground)


def may_begin(actor: Actor) -> bool:
    """Whether somebody may write a checklist for the own ground: a desk of a town or a community."""
    return actor.holds(WRITES) and actor.ground_level in DESK_LEVELS and actor.unit_id is not None


def may_answer(actor: Actor, ground: Ground) -> bool:
    """Whether somebody may answer the task of a grid."""
    return actor.may(ANSWERS, ground)


def period(rhythm: str, from_on: date, until_on: date | None, today: date) -> Period | None:
    """The turn that a day falls into; ``None`` before the first day and after the last."""
    if today < from_on or (until_on is not None and today > until_on):
        return None
    if rhythm == Rhythm.ONCE:
        return Period(from_on, until_on or from_on)
    begins, due = _around(rhythm, today)
    return Period(max(begins, from_on), min(due, until_on) if until_on else due)


def _around(rhythm: str, today: date) -> tuple[date, date]:
    """First and last day of the day, the week (Monday to Sunday) or the month."""
    if rhythm == Rhythm.WEEKLY:
        begins = today - timedelta(days=today.weekday())
        return begins, begins + timedelta(days=LAST_WEEKDAY)
    if rhythm == Rhythm.MONTHLY:
        return today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1])
    return today, today


def faults(wording: Wording, *, known_grids: Iterable[str]) -> dict[str, str]:
    """What is wrong with the wording: a message for each field."""
    found = {
        "title": _title_fault(wording.title),
        "items": _items_fault(wording.items),
        "rhythm": "" if wording.rhythm in set(Rhythm) else "请选择多久一次",
        "until_on": _until_fault(wording),
        "grids": "" if set(wording.grids) <= set(known_grids) else "有的网格不在您的辖区内",
    }
    return {name: text for name, text in found.items() if text}


def _title_fault(title: str) -> str:
    if not title.strip():
        return "请写巡查什么"
    return "最多 60 个字" if len(title.strip()) > LONGEST_TITLE else ""


def _items_fault(items: Sequence[str]) -> str:
    if not items:
        return "请至少写一项，一行一项"
    if len(items) > MOST_ITEMS:
        return "最多 30 项，请分成几张清单"
    return "每项最多 120 个字" if any(len(item) > LONGEST_ITEM for item in items) else ""


def _until_fault(wording: Wording) -> str:
    if wording.until_on is None:
        return "只做一次的，请写哪天前做完" if wording.rhythm == Rhythm.ONCE else ""
    return "不能早于开始那天" if wording.until_on < wording.from_on else ""


def item_ids(items: Sequence[str]) -> list[str]:
    """The items of a task are called by their place: 1, 2, 3 …"""
    return [str(number) for number in range(1, len(items) + 1)]


def reply_faults(replies: Sequence[Reply], items: Sequence[str]) -> dict[str, str]:
    """What is wrong with the replies to a task of these items: a message for each item, ``""`` for the whole."""
    if not replies:
        return {"": "请至少回答一项"}
    known = set(item_ids(items))
    found = {reply.item: text for reply in replies if (text := _reply_fault(reply, known))}
    if len({reply.item for reply in replies}) < len(replies):
        found[""] = "同一项回答了两次"
    return found


def _reply_fault(reply: Reply, known: set[str]) -> str:
    if reply.item not in known:
        return "清单里没有这一项"
    if len(reply.note) > LONGEST_NOTE:
        return "最多 300 个字"
    if len(set(reply.photos)) > MOST_PHOTOS:
        return "每项最多 3 张照片，再多的请上报"
    return "请写有什么问题" if reply.verdict == "found" and not reply.is_told else ""


def is_done(items: Sequence[str], answered: Iterable[str]) -> bool:
    """Whether every item has been answered."""
    return set(item_ids(items)) <= set(answered)
