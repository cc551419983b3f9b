"""Figures of mediation: a row for each of the 18 types, as a page, as the justice bureau's table, and for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.documents.excel import Column, Sheet
from linli.web.desk.figures.asking import TITLES, Asked
from linli.web.desk.figures.showing import days_text
from linli.work.disputes import queries
from linli.work.disputes.rules.figures import COLUMNS, FEWEST, published, with_total
from linli.work.disputes.rules.types import Type, types

if TYPE_CHECKING:
    from linli.documents.excel.cells import Value

#: What stands in a cell that is hidden.
HIDDEN = "*"
_NOTHING = tuple(0 for _column in COLUMNS)


@dataclass(frozen=True)
class Line:
    """A type of dispute, or all of them: its counts (``None`` where hidden) and the mean of days."""

    title: str
    like: str
    cells: Sequence[int | None]
    days: float | None


def lines_of(about: Asked, *, is_public: bool) -> list[Line]:
    """A line for each of the 18 types, and their sum; for everybody with small numbers hidden."""
    found = queries.figures(about.level, about.area, about.period.first, about.period.last)
    rows: list[Type | None] = [*types().types, None]
    table = with_total([_counts(found.get(one.code)) for one in types().types])
    shown: Sequence[Sequence[int | None]] = published(table) if is_public else table
    return [
        Line(
            one.title if one else _("合计"),
            one.like if one else "",
            cells,
            _days(found.get(one.code) if one else None, is_public=is_public),
        )
        for one, cells in zip(rows, shown, strict=True)
    ]


def _counts(one: queries.Counted | None) -> tuple[int, ...]:
    return one.counts if one else _NOTHING


def _days(one: queries.Counted | None, *, is_public: bool) -> float | None:
    """How long they took on average; of a few, everybody would learn how long one took."""
    if one is None or (is_public and one.counts[0] < FEWEST):
        return None
    return one.days


def shown(about: Asked, *, is_public: bool) -> dict[str, Any]:
    """What the page shows of a ground and a period."""
    return {
        "days": days_text(about.period),
        "heads": [_(title) for _name, title in COLUMNS],
        "lines": lines_of(about, is_public=is_public),
        "is_public": is_public,
        "fewest": FEWEST,
        "periods": [
            {"url": _address(about, "figures", period=kind), "label": title, "current": kind == about.kind}
            for kind, title in TITLES.items()
            if kind != "free"
        ],
        "whole_url": _address(about, "figures"),
        "public_url": _address(about, "figures", public="1"),
        "excel_url": _address(about, "figures_excel"),
        "public_excel_url": _address(about, "figures_excel", public="1"),
    }


def sheets(about: Asked, place: str, unit: str, *, is_public: bool) -> list[Sheet]:
    """The table and what is to be known about it."""
    return [_sheet(about, is_public=is_public), _notes(about, place, unit)]


def _sheet(about: Asked, *, is_public: bool) -> Sheet:
    titles = ["纠纷类型", "对应事件目录", *(title for _name, title in COLUMNS), "平均天数"]
    rows: list[list[Value]] = [
        [
            line.title,
            line.like,
            *(HIDDEN if n is None else n for n in line.cells),
            "" if line.days is None else line.days,
        ]
        for line in lines_of(about, is_public=is_public)
    ]
    return Sheet(name="人民调解情况", columns=[Column(title=title) for title in titles], rows=rows)


def _notes(about: Asked, place: str, unit: str) -> Sheet:
    rows: list[Sequence[Value]] = [
        ["区域", place],
        ["期间", days_text(about.period)],
        ["制表单位", unit],
        ["制表日期", about.today],
        ["口径", "按登记日期取件，结果为制表时的状态；平均天数从受理到结案，只算已结的"],
        ["公开时", f"1 到 {FEWEST - 1} 的数不公开，连同能倒算出它的数，都写 {HIDDEN}"],
    ]
    return Sheet(name="说明", columns=[Column(title="项目"), Column(title="内容")], rows=rows)


def _address(about: Asked, view: str, **changes: str) -> str:
    said = {"area": about.area, "period": about.kind} | changes
    if said["period"] == "free":
        said |= {"first": str(about.period.first), "last": str(about.period.last)}
    return f"{reverse(f'desk:disputes:{view}')}?{urlencode(said)}"
