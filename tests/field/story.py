"""Stories drawn from a seed: what a grid worker does, and what the network and the phone do to it."""

from dataclasses import dataclass
from random import Random

from tests.field.proxy import Fault

STATUSES = (401, 409, 422, 500, 503)
KINDS = ("refuse", "cut", "delay", "truncate", "drop", "twice", "again", "late", "status", "portal")
DAY_MS = 24 * 3600 * 1000
MOST_FAULTS = 6
#: What needs a browser of its own; every deadly story has at least one of these, in turn.
DEATHS = ("kill", "die", "mid", "full", "update")
HARMLESS = ("down", "reload", "tab", "signed_out", "wait")


@dataclass(frozen=True)
class Deed:
    """One thing that happens.

    ``what``: report (with so many small and big photos), down, up, reload, tab (the other one from now on), kill (after
    so many seconds), die (kill while the next report is being written), mid (kill while a piece of a photo is on its
    way), signed_out, update, full (the next report meets a full phone).
    """

    what: str
    small: int = 0
    big: int = 0
    after: float = 0.0

    def __str__(self) -> str:
        words = [self.what]
        if self.small or self.big:
            words.append(f"{self.small}+{self.big}")
        return " ".join([*words, f"{self.after:.2f}s"] if self.after else words)


@dataclass(frozen=True)
class Story:
    """What happens in one scenario; the same for the same seed."""

    seed: int
    deeds: tuple[Deed, ...]
    faults: tuple[Fault | None, ...]
    clock_off_ms: int = 0

    @property
    def needs_own_browser(self) -> bool:
        """Whether a browser is killed in it, or its disk is full."""
        return any(deed.what in DEATHS for deed in self.deeds)

    def __str__(self) -> str:
        faults = " ".join(str(fault) if fault else "·" for fault in self.faults)
        off = f" clock {self.clock_off_ms // 3600_000:+}h" if self.clock_off_ms else ""
        return f"seed {self.seed}{off}: {', '.join(map(str, self.deeds))} | {faults}"


def drawn(seed: int, *, deadly: bool) -> Story:
    """A story; a ``deadly`` one kills browsers, fills disks or updates the app, and so needs a browser of its own."""
    dice = Random(seed)
    deeds = [_report(dice)]
    for _ in range(dice.randint(1, 3)):
        deeds += _turn(dice, deadly=deadly)
    if deadly:
        deeds += _deed(dice, DEATHS[seed % len(DEATHS)])
    faults = tuple(_fault(dice) if dice.random() < 0.7 else None for _ in range(dice.randint(2, MOST_FAULTS)))
    off = dice.choice((-DAY_MS, DAY_MS)) if dice.random() < 0.15 else 0
    return Story(seed, tuple(deeds), faults, off)


def _report(dice: Random) -> Deed:
    small = dice.choice((0, 0, 1, 1, 2))
    big = 1 if dice.random() < 0.25 else 0
    return Deed("report", small=small, big=big)


def _turn(dice: Random, *, deadly: bool) -> list[Deed]:
    """One thing that happens between two reports, and often the next report."""
    return _deed(dice, dice.choice((*DEATHS, *HARMLESS) if deadly else HARMLESS))


def _deed(dice: Random, what: str) -> list[Deed]:
    if what == "down":
        return [Deed("down"), _report(dice), Deed("up")]
    if what == "die":
        return [Deed("die", small=dice.choice((0, 1)), after=dice.choice((0.0, 0.005, 0.02, 0.06, 0.15)))]
    if what == "mid":
        return [Deed("mid", big=1)]
    if what in {"kill", "wait"}:
        return [Deed(what, after=dice.uniform(0, 0.8))]
    return [Deed(what), *([_report(dice)] if dice.random() < 0.6 else [])]


def _fault(dice: Random) -> Fault:
    kind = dice.choice(KINDS)
    return Fault(kind, share=dice.random(), wait=dice.uniform(0.05, 0.8), status=dice.choice(STATUSES))
