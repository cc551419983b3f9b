"""Watching the steps of all cases as they are committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.areas import queries as areas
from linli.areas.rules import Ground
from linli.cases.models import Step
from linli.cases.rules.watching import Gap, Horizon, Told
from linli.lib.sql import statement

#: Woken by a trigger when steps are committed; says nothing, the steps say it all.
CHANNEL = "linli_steps"
#: So many steps are read in one look; whoever missed more is told where things stand now.
MOST = 1000


@dataclass(frozen=True)
class Happened:
    """A step for those who watch: what was done where, nothing of who did it or who reported."""

    id: int
    case_id: int
    no: str
    process: str
    version: int
    action: str
    to_state: str
    at: datetime
    matter: str
    ground: Ground
    place: str
    point: tuple[float, float] | None


def where_steps_stand() -> Told:
    """Told of everything that is committed now."""
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "last_steps"), {"most": MOST})
        following, top, firsts, lasts = cursor.fetchone()
    return Told(top, tuple(Gap(first, last, following) for first, last in zip(firsts, lasts, strict=True)))


def steps_beyond(told: Told) -> tuple[list[int], Horizon]:
    """Ids of committed steps that were not told, at most ``MOST`` new ones, and the horizon of this look."""
    values: dict[str, Any] = {
        "top": told.top,
        "most": MOST,
        "firsts": [gap.first for gap in told.gaps],
        "lasts": [gap.last for gap in told.gaps],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "new_steps"), values)
        oldest, following, ids = cursor.fetchone()
    return sorted(ids), Horizon(oldest, following)


def happened(ids: Sequence[int]) -> list[Happened]:
    """What these steps say, in the order of their ids; two queries however many."""
    if not ids:
        return []
    rows = Step.objects.filter(pk__in=ids).select_related("case__matter").defer("form", "changes").order_by("pk")
    steps = list(rows)
    names = areas.names(code for step in steps for code in (step.case.town, step.case.community))
    return [_happened(step, names) for step in steps]


def latest(level: str, code: str, most: int) -> list[Happened]:
    """The newest steps on a ground among the last ``MOST`` of all grounds, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement(__package__, "latest_steps"), {"level": level, "code": code, "among": MOST, "most": most}
        )
        ids = [row[0] for row in cursor.fetchall()]
    return happened(ids)[::-1]


def _happened(step: Step, names: dict[str, str]) -> Happened:
    case = step.case
    return Happened(
        id=step.pk,
        case_id=case.pk,
        no=case.no,
        process=case.process,
        version=case.version,
        action=step.action,
        to_state=step.to_state,
        at=step.at,
        matter=case.matter.title,
        ground=case.ground,
        place=" ".join(names[code] for code in (case.town, case.community) if code in names),
        point=(case.point.x, case.point.y) if case.point else None,
    )
