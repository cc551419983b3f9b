"""Everything the page of a case shows to whoever holds its public code."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from linli.areas.models import Unit
from linli.areas.rules import RESIDENT
from linli.cases import processes, queries
from linli.cases.models import Attachment, Case
from linli.cases.queries import Offer
from linli.cases.rules.process import State
from linli.cases.wording import holder, is_done, sentence
from linli.lib.codes import normalise_code
from linli.web.parts.words import told
from linli.web.portal import wording
from linli.web.portal.follow.happenings import Happening, happenings, reported_files, shown_files

#: A case that was merged into one that was merged, and so on; longer chains do not happen.
_LONGEST_CHAIN = 5
#: What somebody may do with a case that another resident reported first.
_FOR_FOLLOWERS = frozenset({"rate", "reopen"})
#: Asked for when what was typed cannot be a code at all, so that every wrong code takes the same way.
_NOBODYS = "2" * 12


@dataclass(frozen=True)
class Followed:
    """The case of a code, and the one that is really being handled: the same unless it was merged."""

    case: Case
    handled: Case

    @property
    def is_own(self) -> bool:
        """Whether the case that is handled is the one this code was given out for."""
        return self.case.pk == self.handled.pk

    @property
    def is_confidential(self) -> bool:
        """Whether nothing but the progress is shown."""
        return self.case.matter.is_confidential or self.handled.matter.is_confidential


@dataclass(frozen=True)
class Shown:
    """What the page says; ``said`` only when a resident wrote it, for what staff note down may name people."""

    followed: Followed
    sentence: str
    expected: str
    holder: Unit | None
    way: list[dict[str, str]]
    answers: tuple[tuple[str, str], ...]
    happenings: list[Happening]
    photos: tuple[Attachment, ...]
    voices: tuple[Attachment, ...]
    said: str
    offers: list[Offer] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def followed(code: str) -> Followed | None:
    """The case behind a code as somebody typed it; ``None`` for none, which always costs one query."""
    case = queries.by_public_code(normalise_code(code) or _NOBODYS)
    if case is None:
        return None
    handled = case
    for _link in range(_LONGEST_CHAIN):
        if handled.merged_into is None:
            break
        handled = queries.by_public_code(handled.merged_into.public_code) or handled
    return Followed(case, handled)


def offers(found: Followed, at: datetime) -> list[Offer]:
    """What the resident's relation to the case has to do with now, allowed or not."""
    every = queries.offered(found.handled, RESIDENT, at)
    return every if found.is_own else [offer for offer in every if offer.name in _FOR_FOLLOWERS]


def shown(found: Followed, at: datetime) -> Shown:
    """The page's content."""
    handled = found.handled
    process = processes.get(handled.process, handled.version)
    state = process.states[handled.state]
    steps = queries.history(handled)
    told = happenings(steps, own=found.is_own, is_confidential=found.is_confidential)
    own = steps if found.is_own else queries.history(found.case)
    is_open = not found.is_confidential and bool(own) and own[0].actor_kind == "resident"
    files = reported_files(own) if is_open else ()
    possible = offers(found, at)
    return Shown(
        followed=found,
        sentence=sentence(handled, state, at),
        expected=_expected(handled, state, at),
        holder=holder(handled, process, state),
        way=[] if _ended_otherwise(state) else wording.way(state.stage, is_done=is_done(handled, state)),
        answers=told[0].told if told and _ended_otherwise(state) else (),
        happenings=told,
        photos=tuple(one for one in files if one.file.kind == "photo"),
        voices=tuple(one for one in files if one.file.kind == "voice"),
        said=found.case.description if is_open else "",
        offers=[offer for offer in possible if offer.allowed],
        refusals=[_refusal(offer) for offer in possible if not offer.allowed],
    )


def file_is_shown(found: Followed, file_id: UUID) -> bool:
    """Whether whoever holds the code may open this file."""
    if found.is_confidential:
        return False
    own = (one for step in queries.history(found.case) for one in shown_files(step.attachments.all(), own=True))
    if any(one.file_id == file_id for one in own):
        return True
    if found.is_own:
        return False
    steps = queries.history(found.handled)
    others = (one for step in steps for one in shown_files(step.attachments.all(), own=False))
    return any(one.file_id == file_id for one in others)


def _expected(case: Case, state: State, at: datetime) -> str:
    clock = queries.state_of(case).clock(state.clock) if state.clock else None
    return wording.expected(state.clock, clock.due_at, at) if clock else ""


def _ended_otherwise(state: State) -> bool:
    """Whether the case came to an end without having been handled: refused, withdrawn, void."""
    return state.final and state.stage != "综合评价"


_REFUSALS = {
    "reopen": gettext_lazy("办好已经超过期限，这里不能再说「没解决」了。如果还有问题，请重新反映一次。"),
    "rate": gettext_lazy("办好已经很久，不能再打分了。"),
}


def _refusal(offer: Offer) -> str:
    return str(_REFUSALS.get(offer.name) or told(offer.reason))
