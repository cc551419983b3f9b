"""A case as the phone keeps it: what is needed to go there and act, and nothing about who reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from linli.api.rest.field.openings import of_process
from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case, Step
from linli.cases.queries import (
    Offer,
    about_cases,
    awaited_counts,
    get_visible,
    histories,
    offers_each,
)
from linli.cases.rules import merging, state
from linli.cases.rules.process import Field, Process
from linli.lib.words import told

#: Fields whose choices only a desk has at hand (lists of units, cases, people), and what no phone is to keep.
_AT_A_DESK = frozenset({"unit", "units", "case", "people", "count", "secret", "number", "choices"})
_WHY_AT_A_DESK = "要从单位或办件的名单里选，手机上没有名单"
_SAID = ("description", "reason", "result", "note", "comment", "remedy")
PHOTOS = "/api/v1/field/photos/"


@dataclass(frozen=True)
class Known:
    """What was looked up for a whole page of cases, by id."""

    values: Mapping[int, state.Case]
    offers: Mapping[int, list[Offer]]
    steps: Mapping[int, list[Step]]
    awaited: Mapping[int, int]
    units: Mapping[int, str]


def told_cases(rows: Sequence[Case], lists: Mapping[int, str], actor: Actor, at: datetime) -> list[dict[str, object]]:
    """The cases, which want matter, desk and lead joined; as many queries for all as for one."""
    ids = [row.pk for row in rows]
    looked = about_cases(ids)
    values = {case_id: one.case for case_id, one in looked.items()}
    known = Known(
        values=values,
        offers=offers_each(looked, actor, at),
        steps=histories(ids),
        awaited=awaited_counts(ids),
        units=areas.unit_names(one.unit for value in values.values() for one in value.assists),
    )
    return [_told(row, lists.get(row.pk, ""), known) for row in rows]


def told_case(case: Case, actor: Actor, at: datetime) -> dict[str, object]:
    """One case, as it is now."""
    return told_cases([get_visible(actor, case.pk)], {}, actor, at)[0]


def _told(row: Case, in_list: str, known: Known) -> dict[str, object]:
    process = processes.get(row.process, row.version)
    here, value = process.states[row.state], known.values[row.pk]
    steps = known.steps[row.pk]
    return {
        "id": row.pk,
        "no": row.no,
        "row_version": row.row_version,
        "title": row.title,
        "description": row.description,
        "state": row.state,
        "state_title": told(here.title),
        "stage": told(here.stage),
        "matter": row.matter.code,
        "matter_title": row.matter.title,
        "urgency": row.urgency,
        "address": row.address,
        "lon": row.point.x if row.point else None,
        "lat": row.point.y if row.point else None,
        "area": row.ground.deepest,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "warn_at": row.warn_at,
        "light": row.light,
        "list": in_list,
        "holder": str(row.lead_unit or row.desk_unit or ""),
        "is_final": row.is_final,
        "photos": [_photo(one.file_id) for step in steps for one in step.attachments.all() if one.file.kind == "photo"],
        "voices": [_voice(one.file_id) for step in steps for one in step.attachments.all() if one.file.kind == "voice"],
        "awaited": known.awaited.get(row.pk, 0),
        "history": [_line(step, process) for step in steps],
        "values": merging.standing(value),
        "actions": [_action(row.pk, offer, value, known.units) for offer in known.offers[row.pk]],
    }


def _photo(file_id: object) -> dict[str, str]:
    return {"id": str(file_id), "thumb": f"{PHOTOS}{file_id}?small=1", "full": f"{PHOTOS}{file_id}"}


def _voice(file_id: object) -> dict[str, str]:
    return {"id": str(file_id), "url": f"{PHOTOS}{file_id}"}


def _line(step: Step, process: Process) -> dict[str, object]:
    """One step: the unit that did it, no name."""
    who = {"resident": "居民", "system": "系统"}.get(step.actor_kind, "")
    title = "上报" if step.number == 1 else process.titled(step.action)
    said = [str(step.form[name]) for name in _SAID if step.form.get(name)]
    return {
        "at": step.at,
        "title": told(title),
        "who": told(who) if who else str(step.unit or ""),
        "text": "\n".join(said),
    }


def _action(case_id: int, offer: Offer, value: state.Case, units: Mapping[int, str]) -> dict[str, object]:
    """An action with its form; one that needs the lists of a desk is refused, and says why and where it is done."""
    at_desk = any(asked.type in _AT_A_DESK for asked, _required in offer.fields)
    reason = told(offer.reason) if not offer.allowed else told(_WHY_AT_A_DESK) if at_desk else None
    return {
        "name": offer.name,
        "title": told(offer.title),
        "reason": reason,
        "primary": offer.primary,
        "danger": offer.danger,
        "desk": reverse("desk:do", args=[case_id, offer.name]) if offer.allowed and at_desk else "",
        "form": [] if at_desk else [_field(asked, value, units, required=required) for asked, required in offer.fields],
    }


def _field(asked: Field, value: state.Case, units: Mapping[int, str], *, required: bool) -> dict[str, object]:
    shown = of_process(asked, required=required)
    if asked.type == "assist":
        open_units = [one.unit for one in value.assists if not one.is_done]
        shown["choices"] = [{"value": str(unit), "title": units.get(unit, "")} for unit in open_units]
    return shown
