"""The tiers that a dispute climbs: which there are, with which it begins, when it moves up; as its process says.

People's, administrative and judicial mediation are three lines; a county orders their tiers in ``[[own.tier]]`` of its
version of the process. Nobody is made to climb: each body mediates with everybody's consent (art. 17), and nothing
here keeps anybody from a court (art. 3).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from linli.cases.rules.process import Process
from linli.lib.sentences import Said

LINES = {"people": "人民调解", "administrative": "行政调解", "judicial": "司法调解"}
MOST_DAYS = 365
#: Whether the days of mediation begin anew when another tier takes over: never, if all parties agree, always.
KEPT, CONSENT, ANEW = "kept", "consent", "anew"


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tier: who mediates there (the functions of its units, any where none is named), for how many days.

    ``types``: the types of disputes that pass it, all where none is named. ``days`` are calendar days; no law names
    them, after them the case may move up.
    """

    name: str
    title: str
    line: str
    days: int
    functions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def takes(self, functions: object) -> bool:
        """Whether a unit with these functions mediates here; what is not known is not refused."""
        return not self.functions or not isinstance(functions, list) or any(one in functions for one in self.functions)


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a county decides in its version of the process; the process says of each what it means and whose rule it is.

    ``in_writing``: types whose agreement is written down; ``on_paper``: types that are not signed on a phone.
    """

    tier: tuple[Tier, ...] = ()
    report_days: int = 30
    time_on_moving_up: str = CONSENT
    in_writing: tuple[str, ...] = ()
    on_paper: tuple[str, ...] = ()


def own(process: Process) -> Own:
    """What this version decides; checked when the version was read."""
    return msgspec.convert(process.own, Own)


def ladder(process: Process, matter: str) -> tuple[Tier, ...]:
    """The tiers that a dispute of this type passes, the first one first."""
    return tuple(tier for tier in own(process).tier if not tier.types or matter in tier.types)


def above(tiers: tuple[Tier, ...], name: object) -> Tier | None:
    """The tier after one of these; ``None`` after the last, and after one that is none of them."""
    names = [tier.name for tier in tiers]
    place = names.index(str(name)) + 1 if name in names else len(names)
    return tiers[place] if place < len(tiers) else None


def faults(own: Mapping[str, Any]) -> Iterator[tuple[str, int, Said]]:
    """What is wrong with what a process decides for itself: the table, its ordinal, the words."""
    try:
        said = msgspec.convert(own, Own)
    except msgspec.ValidationError as error:
        yield "own.tier" if "tier" in str(error) else "own", 0, Said("写法有误：%(detail)s", detail=str(error))
        return
    if not 0 < said.report_days <= MOST_DAYS:
        yield "own", 0, Said("「%(name)s」的天数应在 1 到 365 之间", name="report_days")
    if said.time_on_moving_up not in {KEPT, CONSENT, ANEW}:
        yield "own", 0, Said("看不懂的时限「%(name)s」", name=said.time_on_moving_up)
    yield from _faults_of_tiers(said.tier)


def _faults_of_tiers(tiers: tuple[Tier, ...]) -> Iterator[tuple[str, int, Said]]:
    seen: set[str] = set()
    for ordinal, tier in enumerate(tiers):
        if tier.name in seen:
            yield "own.tier", ordinal, Said("「%(name)s」出现两次", name=tier.name)
        if tier.line not in LINES:
            yield "own.tier", ordinal, Said("未知的调解途径「%(name)s」", name=tier.line)
        if not 0 < tier.days <= MOST_DAYS:
            yield "own.tier", ordinal, Said("「%(name)s」的天数应在 1 到 365 之间", name=tier.name)
        seen.add(tier.name)
