"""How long handling took: the middle and the slow end of what the counting clocks used up, exactly."""

from dataclasses import dataclass

from django.db import connection

from linli.lib.sql import statement
from linli.stats.queries.behind import edges_of
from linli.stats.queries.counts import UnknownFigure, level_of
from linli.stats.rules import Period

#: Below this many cases nothing is compared.
FEWEST = 10
_COLUMNS = {"matter": "matter.code", "unit": "coalesce(lead_unit_id, desk_unit_id)::text", "": "''"}


@dataclass(frozen=True)
class Duration:
    """Of ``n`` closed cases: the seconds (of their clocks' units) in which half, and nine in ten, were done."""

    n: int
    median: int
    p90: int

    @property
    def is_small(self) -> bool:
        """Whether there are too few cases to compare it with others."""
        return self.n < FEWEST


def durations(area_code: str, period: Period, *, by: str = "") -> dict[str, Duration]:
    """Durations of cases closed in a period, by matter, by unit, or (under ``""``) of all together."""
    level = level_of(area_code)
    if by not in _COLUMNS:
        raise UnknownFigure(by)
    if level is None:
        return {}
    first, end = edges_of(period)
    sql = statement("linli.stats", "durations").format(level=level, value=_COLUMNS[by])
    with connection.cursor() as cursor:
        cursor.execute(sql, {"area": area_code, "first": first, "end": end})
        return {value: Duration(n, median, p90) for value, n, median, p90 in cursor.fetchall()}
