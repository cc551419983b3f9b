"""Figures of mediation as justice bureaus report them, and what of them everybody may see: values in, values out.

Published figures about people: a cell of one to four is hidden, and so is as much beside it as is needed that nobody
can work it out by subtraction. Zeros are shown: nobody is behind them.
"""

from collections.abc import Mapping, Sequence

#: Cells of fewer are hidden when figures are published.
FEWEST = 5
#: The counted columns: a name and its title.
COLUMNS = (
    ("entered", "登记"),
    ("application", "当事人申请"),
    ("committee", "主动调解"),
    ("entrusted", "其他单位委托"),
    ("accepted", "受理"),
    ("settled", "调解成功"),
    ("written", "书面协议"),
    ("oral", "口头协议"),
    ("performed", "履行完毕"),
    ("confirmed", "司法确认"),
    ("ended", "调解不成"),
    ("open", "在办"),
)
#: A column that is the sum of others.
SUMS: Mapping[str, tuple[str, ...]] = {
    "entered": ("application", "committee", "entrusted"),
    "settled": ("written", "oral"),
}
Table = list[list[int | None]]


def with_total(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows with their sum as the last one."""
    return [*(list(row) for row in rows), [sum(column) for column in zip(*rows, strict=True)]]


def published(table: Sequence[Sequence[int]]) -> Table:
    """The table, its last row the sum of the others, as everybody may see it: hidden cells are ``None``."""
    hidden = {(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if 0 < n < FEWEST}
    groups = _groups(len(table), len(table[0]) if table else 0)
    while found := [group for group in groups if len(hidden.intersection(group)) == 1]:
        for group in found:
            if len(hidden.intersection(group)) == 1:
                hidden.add(_least(table, [cell for cell in group if cell not in hidden]))
    return [[None if (r, c) in hidden else n for c, n in enumerate(row)] for r, row in enumerate(table)]


def _groups(rows: int, columns: int) -> list[list[tuple[int, int]]]:
    """Cells of which one can be worked out from the others: a column with its sum, a sum of columns in a row."""
    names = [name for name, _title in COLUMNS]
    down = [[(r, c) for r in range(rows)] for c in range(columns)]
    across = [
        [(r, names.index(name)) for name in (whole, *parts)]
        for r in range(rows)
        for whole, parts in SUMS.items()
        if len(names) == columns
    ]
    return down + across


def _least(table: Sequence[Sequence[int]], cells: list[tuple[int, int]]) -> tuple[int, int]:
    """The smallest of these that is not nought; there is one, or what is hidden would not be in a sum with them."""
    return min((cell for cell in cells if table[cell[0]][cell[1]]), key=lambda cell: table[cell[0]][cell[1]])
