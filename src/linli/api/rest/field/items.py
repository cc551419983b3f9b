"""Taking an item of the outbox: once, however often it is delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid5

from django.db import transaction

from linli.accounts.permissions import Permission
from linli.api.rest.answers import Turned
from linli.api.rest.field.cases import told_case
from linli.api.rest.field.kinds import OPENINGS
from linli.api.rest.field.openings import begin
from linli.api.rest.field.shapes import ActItem, AnyItem, FileTold, OpenItem, PatrolItem, ReportItem, Settled
from linli.areas import rules as ground
from linli.areas.rules import Actor
from linli.cases.actions import BadForm, KeyConflict, NotFound, Origin, RefusedAction, Report, act, open_case
from linli.cases.actions import take_piece as hang_piece
from linli.cases.models import Case
from linli.cases.queries import get_visible
from linli.documents import actions as documents
from linli.documents.models import File
from linli.documents.refusals import Conflict, Refused
from linli.work.patrols import queries as patrols
from linli.work.patrols.actions import answer, take_picture
from linli.work.patrols.rules import Reply

_GONE = "这件已经不在您的岗位上，或者没有这一件"
_OTHER = "这个编号已经用过，内容不一样"


@dataclass(frozen=True)
class Taken:
    """What an item became; ``is_new`` when it was not here before."""

    is_new: bool
    told: Mapping[str, object]


def take(item: AnyItem, *, seal: str, by: Actor, at: datetime) -> Taken:
    """Carry an item out, whole or not at all. ``seal`` is the hash of the bytes in which it came.

    Raises ``Turned``: 409 for an id that came with other bytes, 422 for what a rule or a form refuses.
    """
    try:
        with transaction.atomic():
            return _carried_out(item, seal, by, at)
    except (KeyConflict, ground.KeyConflict) as conflict:
        raise Turned(HTTPStatus.CONFLICT, {"id": _OTHER}) from conflict
    except Conflict as conflict:
        raise _refused({"files": "有文件的编号已经用于另一个文件"}) from conflict
    except Refused as refused:
        raise _refused({"files": refused.messages[0]}) from refused
    except (BadForm, ground.BadForm) as bad:
        raise _refused(bad.errors, now=_now(item, by, at)) from bad
    except RefusedAction as refused:
        raise _refused({"": refused.text}, now=_now(item, by, at)) from refused
    except NotFound as absent:
        raise _refused({"case": _GONE}) from absent
    except ground.NotAllowed as absent:
        raise _refused({"patrol": "这项巡查不在您的网格里"}) from absent


def _refused(errors: Mapping[str, str], now: Mapping[str, object] | None = None) -> Turned:
    return Turned(HTTPStatus.UNPROCESSABLE_ENTITY, errors, more={"now": now} if now else None)


def _now(item: AnyItem, by: Actor, at: datetime) -> Mapping[str, object] | None:
    """The case as it is now, when it is not any more what the phone saw."""
    if not isinstance(item, ActItem):
        return None
    try:
        case = get_visible(by, item.case)
    except NotFound:
        return None
    return told_case(case, by, at) if case.row_version != item.seen_version else None


def _carried_out(item: AnyItem, seal: str, by: Actor, at: datetime) -> Taken:
    origin = Origin(seal=seal, made_at=item.made_at.isoformat(timespec="seconds"))
    documents.promise(files=[_promised(one) for one in item.files], by=by, at=at)
    if isinstance(item, PatrolItem):
        return _patrolled(item, by, at)
    if isinstance(item, ReportItem):
        return _reported(item, origin, by, at)
    if isinstance(item, OpenItem):
        return _opened(item, origin, by, at)
    return _acted(item, origin, by, at)


def _promised(told: FileTold) -> documents.Promised:
    kind = File.VOICE if told.is_voice else File.PHOTO
    return documents.Promised(id=told.id, kind=kind, mime=told.type, sha256=told.sha256, size=told.size)


# ── a report ────────────────────────────────────────────────────────────────────────────────────────────────


def _reported(item: ReportItem, origin: Origin, by: Actor, at: datetime) -> Taken:
    case = open_case(report=_report(item, by), by=by, at=at, key=item.id, origin=origin)
    if item.settled is not None:
        _settle(case, item.settled, by=by, at=at, key=uuid5(item.id, "settle"), origin=origin)
    return Taken(case.opened_at == at, {"kind": "report", "case": _ref(case), "step": 1})


def _report(item: ReportItem, by: Actor) -> Report:
    if (item.lon is None) != (item.lat is None):
        raise BadForm({"place": "经度和纬度要一起给出"})
    evidence = set(item.settled.evidence) if item.settled else set()
    voices = [one.id for one in item.files if one.is_voice]
    if len(voices) > 1:
        raise BadForm({"files": "录音最多一段"})
    fix = {"lon": item.lon, "lat": item.lat, "crs": "wgs84", "accuracy_m": item.accuracy_m}
    return Report(
        source="grid" if by.holds(Permission.GRID) else "patrol",
        matter_code=item.matter,
        criterion_id=item.criterion,
        description=item.description,
        address=item.address,
        lon=item.lon,
        lat=item.lat,
        raw_fix=dict(fix) if item.lon is not None else None,
        photos=tuple(one.id for one in item.files if not one.is_voice and one.id not in evidence),
        voice=voices[0] if voices else None,
        ground_code=item.area,
    )


def _settle(case: Case, told: Settled, *, by: Actor, at: datetime, key: UUID, origin: Origin) -> None:  # noqa: PLR0913 - as ``act``
    """Close the case that has just been opened, in the same transaction."""
    form = {"result": told.result, "evidence": [str(one) for one in told.evidence]}
    try:
        act(case.pk, "settle", by=by, at=at, form=form, key=key, origin=origin)
    except BadForm as bad:
        raise BadForm({f"settled.{name}": text for name, text in bad.errors.items()}) from bad


# ── something else that is begun ────────────────────────────────────────────────────────────────────────────


def _opened(item: OpenItem, origin: Origin, by: Actor, at: datetime) -> Taken:
    opening = OPENINGS.get(item.opening)
    if opening is None:
        raise BadForm({"opening": "没有这一类"})
    case = begin(opening, item.form, by=by, at=at, key=item.id, origin=origin)
    known = _ref(case) | {"public_code": ""}  # the people concerned have codes of their own
    return Taken(case.opened_at == at, {"kind": "open", "case": known, "step": 1})


# ── an action ───────────────────────────────────────────────────────────────────────────────────────────────


def _acted(item: ActItem, origin: Origin, by: Actor, at: datetime) -> Taken:
    _all_used(item.files, item.form)
    step = act(
        item.case,
        item.action,
        by=by,
        at=at,
        form=item.form,
        key=item.id,
        seen_version=item.seen_version,
        base=item.base,
        origin=origin,
    )
    return Taken(step.at == at, {"kind": "act", "case": _ref(step.case), "step": step.number})


def _all_used(files: Iterable[FileTold], form: Mapping[str, object]) -> None:
    """A file that no field names would come and hang on nothing."""
    named = {str(one) for value in form.values() if isinstance(value, list) for one in value}
    if any(str(file.id) not in named for file in files):
        raise BadForm({"files": "有照片没有用在表里"})


# ── a patrol ────────────────────────────────────────────────────────────────────────────────────────────────


def _patrolled(item: PatrolItem, by: Actor, at: datetime) -> Taken:
    if {file.id for file in item.files} != {photo for one in item.answers for photo in one.photos}:
        raise BadForm({"files": "照片和各项里写的对不上"})
    is_new = not patrols.is_answered(item.id)
    replies = [Reply(one.item, one.verdict, one.note, one.report, tuple(one.photos)) for one in item.answers]
    task = answer(item.patrol, replies, by=by, at=at, key=item.id)
    return Taken(is_new, {"kind": "patrol", "patrol": task.pk})


@transaction.atomic
def take_piece(file_id: UUID, *, offset: int, piece: bytes, by: Actor, at: datetime) -> documents.Progress:
    """Add a piece to a promised file; a whole one is hung where it belongs in the same transaction.

    Raises what ``documents.put_piece`` raises.
    """
    progress = hang_piece(file_id, offset=offset, piece=piece, by=by, at=at)
    if progress.file is not None:
        take_picture(progress.file.pk, by=by, at=at)
    return progress


def _ref(case: Case) -> dict[str, object]:
    return {"id": case.pk, "no": case.no, "public_code": case.public_code}
