"""A claim, its measure, and the limit measured beside it: as a row of the table and as JSON."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from unicodedata import east_asian_width


@dataclass(frozen=True)
class Result:
    """One measured claim.

    ``goal`` reads like ``ratio >= 0.4``, ``value < 50`` or ``ratio == 1``; several are joined by ``and``. Without a
    value the claim was not measured, and ``reason`` says why. ``limit`` is what it is compared with, measured in the
    same run; ``ratio`` is value / limit, or limit / value where less is better, as the claim says itself.
    """

    claim: str
    size: int
    value: float | None = None
    unit: str = ""
    limit: float | None = None
    ratio: float | None = None
    goal: str = ""
    reason: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; ``None`` where there is none, or nothing was measured."""
        if self.value is None or not self.goal:
            return None
        return all(_holds(self, part) for part in self.goal.split(" and "))

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self) | {"met": self.met}


def not_measured(claim: str, size: int, reason: str) -> Result:
    """A claim whose subject is not there, or cannot be measured here."""
    return Result(claim, size, reason=reason)


def _holds(result: Result, condition: str) -> bool:
    name, sign, wanted = condition.split()
    found = {"value": result.value, "ratio": result.ratio}[name]
    if found is None or math.isnan(found):
        return False
    right = float(wanted)
    return {"<": found < right, "<=": found <= right, ">=": found >= right, "==": found == right}[sign]


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that so large a part of the values does not exceed; raises ``ValueError`` for none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(math.ceil(part * len(ordered)) - 1, 0)]


HEAD = ("claim", "value", "unit", "limit", "ratio", "goal", "met")


def table(results: Iterable[Result]) -> str:
    """The results for a terminal, a line each; Chinese signs are two columns wide."""
    rows = [HEAD, *map(_cells, results)]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def _cells(result: Result) -> tuple[str, ...]:
    if result.value is None:
        return (result.claim, "—", "", "", "", "not measured:", result.reason)
    met = {True: "✓", False: "✗", None: ""}[result.met]
    tail = f"{met}  {result.note}".rstrip()
    return (
        result.claim,
        _number(result.value),
        result.unit,
        _number(result.limit),
        _number(result.ratio),
        result.goal,
        tail,
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004 - four digits and more: whole numbers


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = {1, 3, 4}
    cells = [_pad(text, width, right=n in numbers) for n, (text, width) in enumerate(zip(row, widths, strict=True))]
    return "  ".join(cells).rstrip()


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def write_json(results: Iterable[Result], path: Path) -> None:
    """The list of claims as a file."""
    rows = [result.plain() for result in results]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
