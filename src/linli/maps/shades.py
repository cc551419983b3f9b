"""Classes of a thematic map: values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: Shades from the lightest to the darkest.
SHADES = 5
#: Fewer cases or fewer households than this say nothing about a place: it is drawn grey.
FEWEST = 10


@dataclass(frozen=True)
class Measured:
    """What is known of one area: its count, its households (``None`` when unknown), and the count per thousand."""

    count: int
    households: int | None

    @property
    def rate(self) -> float | None:
        """Per 1,000 households; ``None`` without any."""
        return self.count * 1000 / self.households if self.households else None

    @property
    def is_small(self) -> bool:
        """Whether there is too little to compare; nothing at all is an answer, not a small number."""
        few_homes = self.households is not None and self.households < FEWEST
        return few_homes or 0 < self.count < FEWEST


@dataclass(frozen=True)
class Shading:
    """Upper bounds of the classes, and the class of each area: 1 is the lightest, 0 none at all, -1 too little."""

    bounds: tuple[float, ...]
    classes: dict[str, int]
    by_rate: bool


def shading(areas: Mapping[str, Measured]) -> Shading:
    """Areas in classes of about equally many; per 1,000 households where all of them are known, else by the count."""
    by_rate = bool(areas) and all(one.rate is not None for one in areas.values() if one.count)
    values = {code: _value(one, by_rate=by_rate) for code, one in areas.items()}
    compared = [values[code] for code, one in areas.items() if one.count and not one.is_small]
    found = bounds(compared)
    return Shading(found, {code: _class(one, values[code], found) for code, one in areas.items()}, by_rate)


def bounds(values: Sequence[float], classes: int = SHADES) -> tuple[float, ...]:
    """Upper bounds so that each class holds about as many values, in round numbers; the last holds the greatest."""
    ordered = sorted(values)
    if not ordered:
        return ()
    ends = [ordered[ceil(len(ordered) * number / classes) - 1] for number in range(1, classes + 1)]
    return tuple(sorted({rounded_up(end) for end in ends}))


def rounded_up(value: float) -> float:
    """The next number with two digits: 1234 → 1300, 0.347 → 0.35."""
    if value <= 0:
        return 0.0
    step = 10.0 ** (floor(log10(value)) - 1)
    return round(ceil(round(value / step, 9)) * step, 6)


def _value(one: Measured, *, by_rate: bool) -> float:
    return (one.rate or 0.0) if by_rate else float(one.count)


def _class(one: Measured, value: float, found: tuple[float, ...]) -> int:
    if one.is_small:
        return -1
    if not one.count:
        return 0
    return next(number for number, bound in enumerate(found, 1) if value <= bound + 1e-9)
