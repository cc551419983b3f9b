"""Today's work of one posting, all that a phone needs to go out without a network; nothing of other grounds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.announcements.queries import announcements_for
from linli.api.rest.field.cases import told_cases
from linli.api.rest.field.door import Worker
from linli.api.rest.field.kinds import OPENINGS, is_begun_here, told_openings
from linli.areas import queries as areas
from linli.areas.geojson import outline
from linli.areas.models import Posting, Unit
from linli.areas.rules import Ground, Level
from linli.cases.models import Case
from linli.cases.queries import LISTS, listed
from linli.deadlines.rules import TimeUnit
from linli.lib.words import told
from linli.matters import queries as matters
from linli.matters.models import Criterion, Matter
from linli.work.patrols.queries import Patrol, patrols_for

#: Lists that a phone carries, what is to be done before what is to be followed; a case stands in the first.
CARRIED = ("to_verify", "to_handle", "to_assist", "to_accept", "reported_by_me")
#: At most so many of a list: more than anybody does in a day.
MOST_OF_A_LIST = 40
#: What was reported here is followed on the phone until so long after its end.
FOLLOWED = timedelta(days=7)
MOST_OUTLINES = 300
#: What is drawn for a posting whose ground is of a level: the ground itself and its parts.
_DRAWN = {
    Level.COUNTY: (Level.COUNTY, Level.TOWN),
    Level.TOWN: (Level.TOWN, Level.COMMUNITY),
    Level.COMMUNITY: (Level.COMMUNITY, Level.GRID),
    Level.GRID: (Level.COMMUNITY, Level.GRID),
}
_encoder = msgspec.json.Encoder(decimal_format="string")


@dataclass(frozen=True)
class Today:
    """The answer without what changes by itself, and the tag that changes with it."""

    content: Mapping[str, Any]
    tag: str


def today(worker: Worker, at: datetime, *, secret: str) -> Today:
    """The work of the posting at a moment; ``secret`` changes when the token for writes is another one."""
    content = {
        "person": {"name": worker.user.full_name},
        "posting": _posting(worker.posting),
        "postings": [_posting(one) for one in worker.postings],
        "grids": _outlines(worker.posting),
        "lists": [{"name": name, "title": told(LISTS[name])} for name in CARRIED],
        "cases": _cases(worker, at),
        "matters": _matters(worker.posting.ground.ground),
        "openings": told_openings(worker.actor),
        "patrols": [_patrol(one) for one in patrols_for(worker.actor, at)],
        "announcements": [_announcement(one) for one in announcements_for(worker.actor, at)],
    }
    known = hashlib.sha256(secret.encode() + _encoder.encode(content))
    return Today(content, known.hexdigest()[:32])


def _posting(posting: Posting) -> dict[str, object]:
    ground = posting.ground
    return {
        "id": posting.pk,
        "title": posting.title or posting.role.title,
        "unit": posting.unit.name,
        "ground": {"code": ground.code, "name": ground.name, "level": ground.level},
    }


def _outlines(posting: Posting) -> list[dict[str, Any]]:
    """The ground with its parts; around a grid its neighbours in the community, for whoever stands at the border."""
    ground = posting.ground
    levels = _DRAWN.get(Level(ground.level))
    if levels is None:
        return []
    around = ground.ground.code_at(levels[0]) or ground.code
    found = areas.below(levels[0] if ground.ground.code_at(levels[0]) else ground.level, around, levels)
    return [outline(area) for area in found.order_by("level", "code")[:MOST_OUTLINES]]


# ── cases ───────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(worker: Worker, at: datetime) -> list[dict[str, object]]:
    """Those of the lists carried, what is due first before the rest; a case once, in the first list that has it."""
    found: dict[int, Case] = {}
    lists: dict[int, str] = {}
    for name in CARRIED:
        for case in _listed(worker, name, at):
            found.setdefault(case.pk, case)
            lists.setdefault(case.pk, name)
    cases = sorted(found.values(), key=lambda case: (case.due_at is None, case.due_at or case.opened_at, case.pk))
    return told_cases(cases, lists, worker.actor, at)


def _listed(worker: Worker, name: str, at: datetime) -> list[Case]:
    listing = listed(worker.actor, name, at)
    if name == "reported_by_me":
        listing = listing.only(Q(closed_at__isnull=True) | Q(closed_at__gte=at - FOLLOWED))
    return listing.read(None, MOST_OF_A_LIST, _joined)


def _joined(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("matter__group", "desk_unit", "lead_unit", "reporter_posting")


# ── what can be looked up ───────────────────────────────────────────────────────────────────────────────────


def _matters(ground: Ground) -> list[dict[str, object]]:
    """Everything that a phone can begin, with when it is filed, how fast it is settled, and who answers here."""
    known = [one for one in matters.matters().filter(is_active=True) if is_begun_here(one.process)]
    routes = matters.routes(known, ground)
    return [_matter(one, routes[one.code]) for one in known]


def _matter(matter: Matter, route: matters.Route) -> dict[str, object]:
    return {
        "code": matter.code,
        "class": matter.group.title,
        "class_code": matter.group.code,
        "icon": matter.group.icon,
        "title": matter.title,
        "words": matter.synonyms,
        "urgency": matter.urgency,
        "opening": matter.process if matter.process in OPENINGS else "",
        "criteria": [_criterion(one) for one in sorted(matter.criteria.all(), key=lambda one: one.order)],
        "responsible": {
            "lead": _unit(route.lead_unit) if route.lead_unit else None,
            "assist": [_unit(one) for one in route.assist_units],
            "level": told(Level(route.level).title),
            "rule": route.rule_text,
        },
    }


def _criterion(criterion: Criterion) -> dict[str, object]:
    unit = told(TimeUnit(criterion.unit).title)
    limit = _("%(n)s 个%(unit)s") % {"n": f"{criterion.limit.normalize():f}", "unit": unit}
    return {"id": criterion.pk, "text": criterion.text, "limit": limit, "closing": criterion.closing_condition}


def _unit(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "phone": unit.phone}


def _patrol(patrol: Patrol) -> dict[str, object]:
    return {
        "id": patrol.id,
        "title": patrol.title,
        "grid": patrol.grid_name,
        "from": patrol.from_on,
        "due": patrol.due_on,
        "done": patrol.done_at is not None,
        "done_at": patrol.done_at,
        "items": [{"id": one.id, "text": one.text, "verdict": one.verdict, "note": one.note} for one in patrol.items],
    }


def _announcement(told_: Any) -> dict[str, object]:
    return {
        "id": told_.id,
        "title": told_.title,
        "text": told_.text,
        "unit": told_.unit,
        "from": told_.from_on,
        "until": told_.until_on,
    }
