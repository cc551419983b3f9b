"""What an uploaded file would do, before it does it."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from linli.documents.excel import Expected, Problem, Reading, Row, error_workbook, read_rows
from linli.documents.refusals import Refused
from linli.lib.repeats import digest_of
from linli.matters.history import Difference
from linli.matters.wording import MatterValues, ResponsibilityValues

V = TypeVar("V", MatterValues, ResponsibilityValues)

MOST_ROWS = 50_000
_YES, _NO = {"是", "y", "yes", "true", "1"}, {"否", "n", "no", "false", "0"}


@dataclass(frozen=True)
class Line(Generic[V]):
    """One matter or responsibility that the file would add or change."""

    code: str
    title: str
    row: int
    values: V
    expected: int  # the edition it was compared with, 0 for a new one
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Plan(Generic[V]):
    """What a file would do: additions and changes, what stays the same, and what cannot be taken."""

    reading: Reading
    added: tuple[Line[V], ...]
    changed: tuple[Line[V], ...]
    same: int
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> tuple[Line[V], ...]:
        return self.added + self.changed

    @property
    def bad_rows(self) -> tuple[int, ...]:
        """Numbers of the rows that would be left out."""
        return tuple(sorted({problem.row for problem in self.problems}))

    @property
    def expected(self) -> dict[str, int]:
        return {line.code: line.expected for line in self.lines}

    @property
    def digest(self) -> str:
        """Changes when the file would do something else than a person has seen in the preview."""
        return digest_of([(line.code, line.expected, line.values.content) for line in self.lines], self.bad_rows)


class Faults:
    """Collects what is wrong, by row and column."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self._rows: set[int] = set()

    @property
    def found(self) -> tuple[Problem, ...]:
        """Each fault once, by row."""
        return tuple(sorted(self._found, key=lambda problem: problem.row))

    def add(self, row: int, column: str, reason: str) -> None:
        self._found[Problem(row, column, reason)] = None
        self._rows.add(row)

    def any_in(self, rows: Iterable[int]) -> bool:
        return not self._rows.isdisjoint(rows)


class Cells:
    """The cells of one row, read with a note of what is wrong with them."""

    def __init__(self, row: Row, titles: Mapping[str, str], faults: Faults) -> None:
        self.number = row.number
        self._values = row.values
        self._titles = titles
        self._faults = faults

    def wrong(self, key: str, reason: str) -> None:
        self._faults.add(self.number, self._titles.get(key, ""), reason)

    def text(self, key: str) -> str:
        """The text, on one line; a formula written as text is a fault."""
        value = self._values.get(key)
        text = " ".join(str(value).split()) if value is not None else ""
        if text.startswith("="):
            self.wrong(key, _("请填写文字，不要填写公式"))
            return ""
        return text

    def number_of(self, key: str) -> Decimal:
        """The number; 1 where there is none, with a fault."""
        text = unicodedata.normalize("NFKC", self.text(key)).replace(",", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.wrong(key, _("“%(value)s”不是数字") % {"value": text} if text else _("不能为空"))
            return Decimal(1)
        if not number.is_finite() or number <= 0:
            self.wrong(key, _("时限必须大于 0"))
            return Decimal(1)
        return number

    def one_of(self, key: str, titles: Mapping[str, str], *, blank: str | None = None) -> str:
        """The code of a title; ``blank`` stands for an empty cell, without it a cell must be filled."""
        text = self.text(key)
        if not text and blank is not None:
            return blank
        if text not in titles:
            choices = "、".join(titles)
            self.wrong(key, _("“%(value)s”不在可选项中：%(choices)s") % {"value": text, "choices": choices})
            return next(iter(titles.values()))
        return titles[text]

    def yes(self, key: str, *, blank: bool) -> bool:
        text = self.text(key).lower()
        if text and text not in _YES | _NO:
            self.wrong(key, _("请填“是”或“否”"))
        return text in _YES if text in _YES | _NO else blank


def read(data: bytes, columns: Sequence[Expected]) -> Reading:
    """The rows of an uploaded table; raises ``Refused`` when it cannot be read or is too large."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise Refused(_("文件太大，最多 %(mb)d MB。"), code="too_large", params={"mb": most})
    reading = read_rows(data, columns)
    if len(reading.originals) > MOST_ROWS:
        raise Refused(_("表格太大，最多 %(rows)d 行。"), code="too_many_rows", params={"rows": MOST_ROWS})
    if not reading.originals:
        raise Refused(_("表头下面没有数据。"), code="empty")
    return reading


def errors_of(plan: Plan[MatterValues] | Plan[ResponsibilityValues]) -> bytes:
    """The rows that would be left out, with row, column and reason; corrected, it can be sent in as it is."""
    return error_workbook(plan.reading.only(set(plan.bad_rows)), plan.problems)


def sorted_out(
    lines: Iterable[Line[V]], standing: Callable[[Line[V]], dict[str, object] | None]
) -> tuple[tuple[Line[V], ...], tuple[Line[V], ...], int]:
    """Lines apart into new, changed and the number of those that say what stands there already."""
    added, changed, same = [], [], 0
    for line in lines:
        now = standing(line)
        if now is None:
            added.append(line)
        elif now == line.values.content:
            same += 1
        else:
            changed.append(line)
    return tuple(added), tuple(changed), same
