"""How great the risk is: P × Q of each factor, weighted and summed, the level that follows, and the override.

Thresholds are what is usual, not law: they stand in the process (``own.numbers``), where a county changes them. What is
worked out here is an aid; the level is concluded by those who sign.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

LOW, MEDIUM, HIGH = "low", "medium", "high"
LEVELS = (LOW, MEDIUM, HIGH)
BEFORE, AFTER = "before", "after"
WHOLE = 100
#: The matrix has so many bands on either side, each of a fifth.
BANDS = 5
_PLACES = Decimal("0.001")

Factor = Mapping[str, Any]


@dataclass(frozen=True)
class Thresholds:
    """Above ``medium`` the index says medium, above ``high`` high; one factor above ``single_high`` says high alone."""

    medium: Decimal = Decimal("0.36")
    high: Decimal = Decimal("0.64")
    single_high: Decimal = Decimal("0.64")


@dataclass(frozen=True)
class Verdict:
    """What the numbers say. ``overridden``: one factor made it high, whatever the index says."""

    index: Decimal
    level: str
    overridden: bool = False


def thresholds(numbers: Mapping[str, Decimal]) -> Thresholds:
    """The thresholds of a version of the process; the usual ones where it names none."""
    usual = Thresholds()
    return Thresholds(
        numbers.get("medium", usual.medium),
        numbers.get("high", usual.high),
        numbers.get("single_high", usual.single_high),
    )


def risk(factor: Factor, when: str) -> Decimal:
    """R = P × Q of one factor, before or after its measure."""
    return Decimal(factor[f"p_{when}"]) * Decimal(factor[f"q_{when}"])


def weights(factors: Iterable[Factor]) -> int:
    """The sum of the weights, in percent."""
    return sum(int(one["weight"]) for one in factors)


def index(factors: Iterable[Factor], when: str) -> Decimal:
    """The weighted sum of the factors' risks, exact."""
    return sum((risk(one, when) * int(one["weight"]) / WHOLE for one in factors), Decimal(0))


def verdict(factors: Iterable[Factor], when: str, limits: Thresholds) -> Verdict:
    """What the numbers say of these factors."""
    known = list(factors)
    total = index(known, when)
    level = HIGH if total > limits.high else MEDIUM if total > limits.medium else LOW
    alone = any(risk(one, when) > limits.single_high for one in known)
    return Verdict(total.quantize(_PLACES, ROUND_HALF_UP), HIGH if alone else level, alone and level != HIGH)


def band(value: object) -> int:
    """In which fifth a probability or an impact lies: 1 for up to 0.2, 5 for above 0.8."""
    fifths = Decimal(str(value)) * BANDS
    return max(1, min(BANDS, int(fifths.to_integral_value(rounding="ROUND_CEILING"))))
