"""Who asks: a posting for each level and duty, over the busiest ground and over the emptiest."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connection

from linli.areas.access import actor_of
from linli.areas.models import Posting
from linli.areas.rules import Actor

LEVELS = ("city", "county", "town", "community", "grid")
ROLES = {
    "city": ("leader", "supervisor"),
    "county": ("desk", "supervisor", "handler"),
    "town": ("desk", "leader", "handler"),
    "community": ("desk", "grid_chief", "handler"),
    "grid": ("grid_worker",),
}


@dataclass(frozen=True)
class Asker:
    """A posting, and what it stands for."""

    level: str
    busy: bool
    role: str
    posting: Posting

    @property
    def actor(self) -> Actor:
        """As rules know it."""
        return actor_of(self.posting)

    @property
    def words(self) -> str:
        """For the table."""
        return f"{self.level}/{'busiest' if self.busy else 'emptiest'}/{self.role}"


def askers() -> list[Asker]:
    """Everybody who asks."""
    return [asker for level in LEVELS for busy in (True, False) for asker in _at(level, busy=busy)]


def _at(level: str, *, busy: bool) -> Iterator[Asker]:
    code = ground(level, busy=busy)
    for role in ROLES[level]:
        there = Posting.objects.filter(ground__code=code, role__code=role)
        posting = there.select_related("user", "unit__area", "role", "ground").order_by("pk").first()
        if role == "handler":
            posting = _leading(code, busy=busy) or posting
        if posting:
            yield Asker(level, busy, role, posting)


def ground(level: str, *, busy: bool) -> str:
    """The area of a level with the most cases, or the fewest."""
    ordered = sorted(_cases_of(level), key=lambda each: (-each[1] if busy else each[1], each[0]))
    return ordered[0][0]


@cache  # each claim asks; what they add themselves changes no order
def _cases_of(level: str) -> list[tuple[str, int]]:
    """How many cases each area of a level has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT area.code, coalesce(n, 0) FROM areas_area area
            LEFT JOIN (SELECT {level} AS code, count(*) AS n FROM cases_case GROUP BY 1) counted USING (code)
            WHERE area.level = %s AND area.scheme = 'bench'
            """,
            [level],
        )
        return list(cursor.fetchall())


def _leading(code: str, *, busy: bool) -> Posting | None:
    """Somebody of the unit on that ground that led the most ended cases, or the fewest.

    Counted in an index alone: whoever reads through all cases drives out of memory what is asked for afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT posting.id FROM areas_posting posting
            JOIN areas_unit unit ON unit.id = posting.unit_id AND unit.kind <> 'desk'
            JOIN areas_area area ON area.id = unit.area_id AND area.code = %s
            CROSS JOIN LATERAL (
                SELECT count(*) AS n FROM cases_case
                WHERE lead_unit_id = unit.id AND closed_at IS NOT NULL AND is_final
            ) AS led
            ORDER BY led.n {"DESC" if busy else "ASC"}, posting.id
            LIMIT 1
            """,
            [code],
        )
        row = cursor.fetchone()
    joined = Posting.objects.select_related("user", "unit__area", "role", "ground")
    return joined.get(pk=row[0]) if row else None
