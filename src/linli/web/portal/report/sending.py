"""Making a case of a draft."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext as _

from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, KeyConflict, Report, open_case
from linli.documents.refusals import Refused
from linli.web.parts.words import told
from linli.web.portal.report.drafts import Draft

#: Beside which answer on the last page the message about a part of the report stands.
_BESIDE = {
    "matter": "what",
    "criterion": "what",
    "place": "where",
    "address": "where",
    "description": "happened",
    "photos": "happened",
    "voice": "happened",
    "contact_name": "contact",
    "contact_phone": "contact",
}


@dataclass(frozen=True)
class Sent:
    """The public code, or a message for each answer that stands in the way."""

    code: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK


def send(draft: Draft, *, key: UUID, at: datetime) -> Sent:
    """Open the case; the same draft again gives the same case."""
    try:
        case = open_case(report=_report(draft), by=RESIDENT, at=at, key=key)
    except BadForm as bad:
        problems = {_BESIDE.get(name, ""): told(text) for name, text in bad.errors.items()}
        return Sent(problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refused as refused:
        return Sent(problems={"happened": " ".join(refused.messages)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except KeyConflict:
        said = _("这份反映已经交过一次，内容不一样。请回首页重新写一份。")
        return Sent(problems={"": said}, status=HTTPStatus.CONFLICT)
    return Sent(case.public_code)


def _report(draft: Draft) -> Report:
    return Report(
        source="portal",
        matter_code=draft.matter,
        description=draft.description,
        address=draft.address,
        lon=draft.lon,
        lat=draft.lat,
        raw_fix=_fix(draft),
        contact_name=draft.name,
        contact_phone=draft.phone,
        photos=tuple(UUID(one) for one in draft.photos),
        voice=UUID(draft.voice) if draft.voice else None,
        ground_code=draft.ground,
    )


def _fix(draft: Draft) -> dict[str, object] | None:
    """How the device located the place, when it did."""
    if draft.accuracy_m is None:
        return None
    return {"lon": draft.lon, "lat": draft.lat, "crs": "EPSG:4326", "accuracy_m": draft.accuracy_m}
