"""The tables behind the charts, as sheets to take away."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from linli.documents.excel import Column, Sheet, workbook
from linli.web.command.wall import figures

Make = Callable[[str, date], Sheet]


def book(name: str, area_code: str, today: date) -> bytes | None:
    """The workbook of one chart; ``None`` for a chart there is not."""
    made = _SHEETS.get(name)
    return workbook([made(area_code, today)]) if made else None


def _days(area_code: str, today: date) -> Sheet:
    rows = [(day.on, day.opened, day.closed) for day in figures.days_of(area_code, today)]
    return Sheet(name=_("近 14 天"), columns=_columns(_("日期"), _("上报"), _("办结")), rows=rows)


def _matters(area_code: str, today: date) -> Sheet:
    rows = [(one.name, one.number) for one in figures.top_matters(area_code, today)]
    return Sheet(name=_("近 7 天上报最多的事项"), columns=_columns(_("事项"), _("件数")), rows=rows)


def _units(area_code: str, today: date) -> Sheet:
    rows = [(one.name, one.on_time, one.late) for one in figures.units(area_code, today)]
    return Sheet(name=_("单位近 30 天办结"), columns=_columns(_("单位"), _("按时"), _("超期")), rows=rows)


def _columns(*titles: str) -> list[Column]:
    return [Column(title=title) for title in titles]


_SHEETS: dict[str, Make] = {"days": _days, "matters": _matters, "units": _units}
