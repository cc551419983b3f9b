"""The matrix of risks as a picture: probability to the right, impact upwards, every factor a dot before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from linli.work.risks.rules import index
from linli.work.risks.rules.index import Factor, Thresholds

#: One field, the margins at the left and below, all in units of the picture.
SIDE, LEFT, BELOW, ABOVE = 56, 46, 40, 12
WIDTH = LEFT + index.BANDS * SIDE + 14
HEIGHT = ABOVE + index.BANDS * SIDE + BELOW
_WHOLE = index.BANDS * SIDE


@dataclass(frozen=True)
class Cell:
    """One field of the matrix, with the level of its middle."""

    x: int
    y: int
    level: str


@dataclass(frozen=True)
class Dot:
    """A factor: where it stood before its measure, where it stands after."""

    n: int
    from_x: int
    from_y: int
    x: int
    y: int

    @property
    def has_moved(self) -> bool:
        """Whether the measure takes it anywhere."""
        return (self.from_x, self.from_y) != (self.x, self.y)


@dataclass(frozen=True)
class Matrix:
    """The picture's parts, ready to be drawn."""

    cells: tuple[Cell, ...]
    dots: tuple[Dot, ...]
    columns: tuple[tuple[int, str], ...]
    lines: tuple[tuple[int, str], ...]
    side: int = SIDE
    width: int = WIDTH
    height: int = HEIGHT
    middle_x: int = LEFT + _WHOLE // 2
    middle_y: int = ABOVE + _WHOLE // 2
    foot: int = HEIGHT - 6


def matrix(factors: Iterable[Factor], limits: Thresholds) -> Matrix:
    """The picture of these factors; two on one spot stand beside each other."""
    bands = range(1, index.BANDS + 1)
    ticks = [f"{band / index.BANDS:.1f}" for band in bands]
    return Matrix(
        cells=tuple(_cell(column, line, limits) for line in bands for column in bands),
        dots=_apart([_dot(one) for one in factors]),
        columns=tuple((LEFT + band * SIDE, tick) for band, tick in zip(bands, ticks, strict=True)),
        lines=tuple((ABOVE + _WHOLE - band * SIDE + 4, tick) for band, tick in zip(bands, ticks, strict=True)),
    )


def _cell(column: int, line: int, limits: Thresholds) -> Cell:
    half = Decimal("0.5")
    middle = (column - half) * (line - half) / index.BANDS**2
    level = index.HIGH if middle > limits.single_high else index.MEDIUM if middle > limits.medium else index.LOW
    return Cell(LEFT + (column - 1) * SIDE, ABOVE + _WHOLE - line * SIDE, level)


def _dot(factor: Factor) -> Dot:
    (from_x, from_y), (x, y) = (_place(factor, when) for when in (index.BEFORE, index.AFTER))
    return Dot(factor["n"], from_x, from_y, x, y)


def _place(factor: Factor, when: str) -> tuple[int, int]:
    across, up = (int(Decimal(factor[f"{one}_{when}"]) * _WHOLE) for one in ("p", "q"))
    return LEFT + across, ABOVE + _WHOLE - up


def _apart(dots: list[Dot]) -> tuple[Dot, ...]:
    taken, placed = set[tuple[int, int]](), list[Dot]()
    for dot in dots:
        x = dot.x
        while (x, dot.y) in taken:
            x += 20 if x < LEFT + _WHOLE - 20 else -20 * index.BANDS
        taken.add((x, dot.y))
        placed.append(Dot(dot.n, dot.from_x, dot.from_y, x, dot.y))
    return tuple(placed)
