"""Stories drawn from a seed: what a grid worker does, and what the network and the phone do to it."""

from dataclasses import dataclass
from random import Random

from tests.field.proxy import Fault

STATUSES = (401, 409, 422, 500, 503)
KINDS = ("refuse", "cut", "delay", "truncate", "drop", "twice", "again", "late", "status", "portal")
DAY_MS = 24 * 3600 * 1000
MOST_FAULTS = 6
#: What is written on a phone: everything that its outbox can hold.
WRITES = ("report", "act", "patrol", "open")
#: What may come with photos.
WITH_PHOTOS = ("report", "act", "patrol")
#: What needs a browser of its own.
DEATHS = ("kill", "die", "mid", "full")
HARMLESS = ("down", "reload", "tab", "signed_out", "wait", "update")


@dataclass(frozen=True)
class Deed:
    """One thing that happens.

    ``what``: report, act (on a case) or patrol (with a finding), each with so many small and big photos, or open (an
    application begun); down, up, reload, tab (the other one from now on), kill (after so many seconds), die (kill while
    ``kind`` is being written), mid (kill while a piece of a photo of it is on its way), signed_out, update (to another
    build, with a full outbox), full (the next report meets a full phone).
    """

    what: str
    small: int = 0
    big: int = 0
    after: float = 0.0
    kind: str = "report"

    def __str__(self) -> str:
        words = [self.what, *([self.kind] if self.what in DEATHS else [])]
        if self.small or self.big:
            words.append(f"{self.small}+{self.big}")
        return " ".join([*words, f"{self.after:.2f}s"] if self.after else words)

    @property
    def writes(self) -> tuple[str, ...]:
        """What is written in it."""
        if self.what == "update":
            return ("report", "act")
        if self.what == "full":
            return ("report",)
        return (self.kind,) if self.what in {"die", "mid"} else (self.what,)


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

    def wanted(self, kind: str) -> int:
        """How many cases to act on, or patrols to walk, there must be."""
        return sum(deed.writes.count(kind) for deed in self.deeds)

    def __str__(self) -> str:
        faults = " ".join(str(fault) if fault else "·" for fault in self.faults)
        off = f" clock {self.clock_off_ms // 3600_000:+}h" if self.clock_off_ms else ""
        return f"seed {self.seed}{off}: {', '.join(map(str, self.deeds))} | {faults}"


def drawn(seed: int, *, death: str = "", kind: str = "report", is_long: bool = False) -> Story:
    """A story; with a ``death`` a browser of its own is killed, or its disk filled, while ``kind`` is written.

    A long one may have several deaths.
    """
    dice = Random(seed)
    deeds = [_write(dice)]
    for _ in range(dice.randint(1, 3)):
        deeds += _deed(dice, dice.choice((*DEATHS, *HARMLESS) if death and is_long else HARMLESS))
    if death:
        deeds += _deed(dice, death, kind)
    faults = tuple(_fault(dice) if dice.random() < 0.7 else None for _ in range(dice.randint(2, MOST_FAULTS)))
    off = dice.choice((-DAY_MS, DAY_MS)) if dice.random() < 0.1 else 0
    return Story(seed, tuple(deeds), faults, off)


def _write(dice: Random) -> Deed:
    small = dice.choice((0, 0, 1, 1, 2))
    big = 1 if dice.random() < 0.25 else 0
    what = dice.choices(WRITES, (5, 3, 2, 2))[0]
    return Deed(what, small=small, big=big) if what in WITH_PHOTOS else Deed(what)


def _deed(dice: Random, what: str, kind: str = "") -> list[Deed]:
    kinds = WITH_PHOTOS if what == "mid" else WRITES
    kind = kind if kind in kinds else dice.choice(kinds)
    if what == "down":
        return [Deed("down"), _write(dice), Deed("up")]
    if what == "die":
        after = dice.choice((0.0, 0.005, 0.02, 0.06, 0.15))
        return [Deed("die", small=dice.choice((0, 1)) if kind in WITH_PHOTOS else 0, after=after, kind=kind)]
    if what == "mid":
        return [Deed("mid", big=1, kind=kind)]
    if what in {"kill", "wait"}:
        return [Deed(what, after=dice.uniform(0, 0.8))]
    return [Deed(what), *([_write(dice)] if dice.random() < 0.6 else [])]


def _fault(dice: Random) -> Fault:
    kind = dice.choice(KINDS)
    return Fault(kind, share=dice.random(), wait=dice.uniform(0.05, 0.8), status=dice.choice(STATUSES))
