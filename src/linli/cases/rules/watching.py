"""What a watcher of the steps has been told: each step once, though transactions do not end in the order of their ids.

A step gets its id when it is written and is seen when its transaction ends, so a smaller id may be seen after a larger
one. Ids that were passed over stay open as gaps until every transaction that could still fill them has ended.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TEXT = re.compile(r"(\d{1,18})((?:\.\d{1,18}-\d{1,18}){0,100})", re.ASCII)
#: More open gaps than this are not written down: whoever comes back after that is told where things stand instead.
MOST_GAPS = 100


@dataclass(frozen=True)
class Horizon:
    """Which transactions a look could see: all below ``oldest`` had ended, none from ``next`` on had begun."""

    oldest: int
    next: int


@dataclass(frozen=True)
class Gap:
    """Ids not seen yet; no transaction from ``until`` on can hold one of them. ``None``: not known yet."""

    first: int
    last: int
    until: int | None = None

    def without(self, seen: set[int]) -> Iterator["Gap"]:
        """What is left of the gap."""
        first = self.first
        for number in sorted(n for n in seen if self.first <= n <= self.last):
            if number > first:
                yield Gap(first, number - 1, self.until)
            first = number + 1
        if first <= self.last:
            yield Gap(first, self.last, self.until)


@dataclass(frozen=True)
class Told:
    """Told of every step up to ``top`` but for the gaps."""

    top: int
    gaps: tuple[Gap, ...] = ()

    def has(self, number: int) -> bool:
        """Whether the step was told."""
        return number <= self.top and not any(gap.first <= number <= gap.last for gap in self.gaps)

    def after(self, numbers: Iterable[int], horizon: Horizon) -> "Told":
        """What is told once these are, found in one look together with the horizon."""
        seen = set(numbers)
        top = max([self.top, *seen])
        left = [rest for gap in self.gaps for rest in gap.without(seen) if not _is_settled(gap, horizon)]
        skipped = Gap(self.top + 1, top).without(seen) if top > self.top else iter(())
        return Told(top, tuple(_stamped(gap, horizon) for gap in (*left, *skipped)))

    def __str__(self) -> str:
        """As the id of an event: ``120.97-97.101-104``."""
        return ".".join([str(self.top), *(f"{gap.first}-{gap.last}" for gap in self.gaps[-MOST_GAPS:])])


def _is_settled(gap: Gap, horizon: Horizon) -> bool:
    return gap.until is not None and gap.until <= horizon.oldest


def _stamped(gap: Gap, horizon: Horizon) -> Gap:
    return gap if gap.until is not None else Gap(gap.first, gap.last, horizon.next)


def told_of(text: str) -> Told | None:
    """What somebody who comes back was told last; ``None`` when that cannot be read."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    pairs = [pair.split("-") for pair in found[2].split(".")[1:]]
    return Told(int(found[1]), tuple(Gap(int(first), int(last)) for first, last in pairs))
