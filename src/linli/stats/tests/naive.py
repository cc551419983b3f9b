"""The same figures counted the plain way, by GROUP BY over the cases."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from datetime import date

from django.db import connection

from linli.stats.declared import figures
from linli.stats.queries import count, dimensions, level_of
from linli.stats.rules import LEVELS, Figure, Period

#: Long enough for whatever a test does.
ALWAYS = Period(date(2025, 1, 1), date(2027, 12, 31))
_VALUES = {
    "": "''",
    "matter": "(SELECT code FROM matters_matter WHERE id = matter_id)",
    "class": """(SELECT code FROM matters_matterclass
        WHERE id = (SELECT group_id FROM matters_matter WHERE id = matter_id))""",
    "unit": "coalesce(lead_unit_id, desk_unit_id)::text",
}


def naive(figure: Figure, area: str, period: Period, by: str = "") -> dict[str, int]:
    """What ``count`` has to answer."""
    when = f"({figure.when})"
    if figure.is_flow:
        when += f" AND ({figure.at} AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s"
    value, level = _VALUES.get(by, by), level_of(area)
    sql = f"SELECT {value}, count(*) FROM cases_case WHERE {level} = %(area)s AND {when} GROUP BY 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"area": area, "first": period.first, "last": period.last})
        found = dict(cursor.fetchall())
    return found if by else {"": 0} | found


def grounds() -> set[str]:
    """Every ground that has cases."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f"SELECT {level} FROM cases_case" for level in LEVELS))
        return {code for (code,) in cursor.fetchall() if code and level_of(code)}


def differences(period: Period = ALWAYS) -> list[str]:
    """Every figure that is not what the cases say, on any ground, by any dimension."""
    return [
        f"{figure.name} of {area} by {by or 'nothing'}: {kept} instead of {counted}"
        for area in sorted(grounds())
        for figure in figures().figure
        for by in ("", *dimensions(figure.name, area))
        if (kept := count(figure.name, area, period, by=by)) != (counted := naive(figure, area, period, by))
    ]
