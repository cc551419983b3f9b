"""Services and requests as the standard names their parts."""

from collections.abc import Mapping
from datetime import datetime

from linli.api.open311.asked import CLOSED, OPEN
from linli.api.open311.attributes import Attribute
from linli.api.open311.models import Received
from linli.api.open311.notes import public_notes
from linli.api.open311.wire import Items
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.rules.process import State
from linli.cases.wording import holder, is_done, sentence
from linli.deadlines.rules import SHANGHAI
from linli.lib.disclosure import place, plain
from linli.matters.models import Matter

#: A case is given back its number at once; of what concerns a person no number ever leaves.
REALTIME, BLACKBOX = "realtime", "blackbox"
_DIGITS = 6


def service(matter: Matter, *, has_attributes: bool) -> Mapping[str, object]:
    """A matter; wants its class and criteria prefetched."""
    return {
        "service_code": matter.code,
        "service_name": matter.title,
        "description": "；".join(one.text for one in matter.criteria.all()),
        "metadata": has_attributes,
        "type": BLACKBOX if matter.is_confidential else REALTIME,
        "keywords": ",".join(matter.synonyms.split()),
        "group": matter.group.title,
    }


def definition(matter: Matter, attributes: list[Attribute]) -> Mapping[str, object]:
    """What may be told of a matter."""
    shown = [_attribute(one, order) for order, one in enumerate(attributes, 1)]
    return {"service_code": matter.code, "attributes": Items("attribute", shown)}


def _attribute(one: Attribute, order: int) -> Mapping[str, object]:
    return {
        "variable": True,
        "code": one.field.name,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.field.hint,
        "order": order,
        "description": one.field.title,
        "values": Items("value", [{"key": key, "name": name} for key, name in one.values]),
    }


def request(case: Case, received: Received | None, name: str, at: datetime) -> Mapping[str, object]:
    """A case as everybody may read it; wants what ``cases.queries.published`` joins and counts.

    Words only of what came in through this door, where it is said beforehand that everybody reads them. ``name`` is
    what the reporter is called, for taking it out.
    """
    process = processes.get(case.process, case.version)
    state = process.states[case.state]
    agency = holder(case, process, state)
    return {
        "service_request_id": case.no,
        "status": CLOSED if is_done(case, state) else OPEN,
        "status_notes": _notes(case, state, at),
        "service_name": case.matter.title,
        "service_code": case.matter.code,
        "description": received.description if received else None,
        "agency_responsible": agency.name if agency else None,
        "service_notice": None,
        "requested_datetime": moment(case.opened_at),
        "updated_datetime": moment(getattr(case, "updated_at", None)),
        "expected_datetime": moment(getattr(case, "expected_at", None)),
        "address": plain(place(case.address), [name]),
        "address_id": None,
        "zipcode": None,
        "lat": round(case.point.y, _DIGITS) if case.point else None,
        "long": round(case.point.x, _DIGITS) if case.point else None,
        "media_url": received.media_url if received else None,
    }


def moment(at: datetime | None) -> str | None:
    """A time as W3C writes it, in the county's zone."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None


def _notes(case: Case, state: State, at: datetime) -> str:
    told = public_notes(sentence(case, state, at), state.title)
    survivor = case.merged_into
    return f"{told}（{survivor.no}）" if survivor and survivor.matter_id == case.matter_id else told
