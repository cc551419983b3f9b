"""Opening a case: located, routed, numbered, its clocks set, everybody told.

One look at the database tells all that is needed, pure rules decide, and one statement writes it all. Reports that come
at the same moment are looked up, and written, together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, connection

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Ground
from linli.cases import processes
from linli.cases.actions import at_once, contacts, seals, telling, writing
from linli.cases.actions.refusals import BadForm, KeyConflict, RefusedAction
from linli.cases.models import Case, Step
from linli.cases.queries.opening import (
    CriterionKnown,
    Known,
    MatterKnown,
    Reported,
    about_openings,
    desk_of,
    matter_facts_of,
    way_of,
)
from linli.cases.rules import engine, forms, state
from linli.cases.rules.facts import Facts
from linli.cases.rules.forms import LONGEST_DESCRIPTION, MOST_PHOTOS
from linli.cases.rules.process import Process
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.deadlines.rules import SHANGHAI
from linli.documents import queries as documents
from linli.lib.codes import public_code
from linli.lib.repeats import digest_of
from linli.lib.sentences import Said
from linli.lib.together import Together
from linli.matters.rules import Way


@dataclass(frozen=True)
class Report:
    """What somebody reports. ``lon``/``lat`` are WGS 84; without them ``ground_code`` names the area."""

    source: str
    matter_code: str
    description: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    raw_fix: dict[str, object] | None = None
    criterion_id: int | None = None
    title: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    photos: tuple[UUID, ...] = ()
    voice: UUID | None = None
    ground_code: str = ""
    #: What was filled in for further fields that the process names in its opening.
    answers: dict[str, object] | None = None
    #: The case it is opened out of; ``turn`` then says so there.
    came_from: int | None = None


@dataclass(frozen=True)
class _Opening:
    """All that is asked of opening one case; see ``open_case``."""

    process: str | None
    report: Report
    by: Actor
    at: datetime
    key: UUID
    origin: writing.Origin
    longest: int


@dataclass(frozen=True)
class _Placed:
    """A report with everything found out about it; ``secrets`` are sealed before they are kept."""

    process: Process
    answers: forms.Filled
    secrets: dict[str, str]
    report: Report
    known: Known
    ground: Ground
    matter: MatterKnown
    criterion: CriterionKnown
    way: Way
    desk_unit: int


@dataclass(frozen=True)
class _Begun:
    """A case that is about to be written, and what it hangs on the files of its report."""

    rows: at_once.Written
    row: Case
    placed: _Placed
    deed: writing.Deed


#: A case, or why there is none.
_Outcome = Case | BadForm | RefusedAction | KeyConflict
#: Reports that are opened together, so that the first of them waits for few.
_MOST_TOGETHER = 16


def open_case(  # noqa: PLR0913 - an opening has these parts, each named at the call
    *,
    process: str | None = None,
    report: Report,
    by: Actor,
    at: datetime,
    key: UUID,
    origin: writing.Origin = writing.HERE,
    longest: int = LONGEST_DESCRIPTION,
) -> Case:
    """Begin a case, on the process that its matter runs on unless another is named.

    A repeat of the same key with the same report returns the first case. ``longest``: how much may be said of what
    happened; more than a person types where a door has a bound of its own. Files of the report are here already, or
    promised by the same person (``documents.promise``). Outside a transaction of the caller's, it is done together with
    what other threads open at the same moment.

    Raises ``BadForm`` with a message per field, ``RefusedAction`` for somebody who may not report, ``KeyConflict``.
    """
    opening = _Opening(process, report, by, at, key, origin, longest)
    is_apart = connection.in_atomic_block or bool(_files(report))
    outcome = _all_opened([opening])[0] if is_apart else _together(opening)
    if isinstance(outcome, Case):
        return outcome
    raise outcome


def _all_opened(openings: Sequence[_Opening]) -> list[_Outcome]:
    """The case of each, or why it has none; several have no files and are in no transaction of the caller's."""
    known = about_openings([_reported(opening) for opening in openings])
    decided = [_decided(opening, known) for opening, known in zip(openings, known, strict=True)]
    return _all_written(decided)


_together = Together(_all_opened, _MOST_TOGETHER)


def _decided(opening: _Opening, known: Known) -> _Begun | _Outcome:
    """The case as it is to be written; one that is there already; or why there is none."""
    report, by = opening.report, opening.by
    digest = digest_of(known.process, _content(report), by.user_id, *opening.origin.in_digest())
    if known.opened:
        return _repeated(opening.key, digest)
    try:
        _may_report(by)
        placed = _placed(report, known, by, opening.longest)
    except (BadForm, RefusedAction) as refusal:
        return refusal
    told = _told(report) | forms.as_json(placed.answers) | seals.sealed(placed.process, placed.secrets)
    return _begun(placed, writing.Deed("report", by, opening.at, told | opening.origin.in_form(), opening.key, digest))


def _all_written(decided: Sequence[_Begun | _Outcome]) -> list[_Outcome]:
    """Write the cases that begin, in one statement. Of several all or none: raises ``IntegrityError``."""
    begun = [each for each in decided if isinstance(each, _Begun)]
    if len(begun) > 1:
        at_once.write([each.rows for each in begun])
        written: list[_Outcome] = [each.row for each in begun]
    else:
        written = [_written(each) for each in begun]
    outcomes = iter(written)
    return [next(outcomes) if isinstance(each, _Begun) else each for each in decided]


def _written(begun: _Begun) -> _Outcome:
    """One by itself, with its files; or the case that was begun with its key at the same instant."""
    files, deed = _files(begun.placed.report), begun.deed
    try:
        with writing.together(files):
            at_once.write([begun.rows])
            is_public, purposes = deed.by.kind == "resident", dict.fromkeys(files, "report")
            writing.attach(begun.rows.step, purposes, by=deed.by, is_public=is_public, at=deed.at)
    except IntegrityError:
        if Case.objects.filter(open_key=deed.key).exists():
            return _repeated(deed.key, deed.digest)
        if Step.objects.filter(key=deed.key).exists():  # the key of something else that was done
            return KeyConflict()
        raise
    return begun.row


def _content(report: Report) -> dict[str, object]:
    """What makes a repeat; a part that is seldom told counts only where it is."""
    return {name: value for name, value in vars(report).items() if name != "came_from" or value is not None}


def _reported(opening: _Opening) -> Reported:
    report = opening.report
    has_point = report.lon is not None and report.lat is not None
    return Reported(
        key=opening.key,
        process=opening.process,
        matter=report.matter_code,
        criterion=report.criterion_id,
        lon=report.lon if has_point else None,
        lat=report.lat if has_point else None,
        code=report.ground_code,
        day=opening.at.astimezone(SHANGHAI).date(),
    )


def _repeated(key: UUID, digest: str) -> Case | KeyConflict:
    first = Case.objects.get(open_key=key)
    return first if first.open_digest == digest else KeyConflict()


def _may_report(by: Actor) -> None:
    if by.kind == "person" and not by.holds(Permission.REPORT):
        raise RefusedAction(Refused("relation", "您的岗位不能登记上报"))


def _placed(report: Report, known: Known, by: Actor, longest: int) -> _Placed:
    errors = _errors(report, by, longest)
    matter, ground = known.matter, known.ground
    if matter is None or (by.kind == "resident" and not matter.is_public):
        errors["matter"] = "请选择要反映的事项"
    if ground is None:
        errors["place"] = "这个地点不在本平台服务的范围内，请在地图上重新选"
    process = processes.newest(known.process, known.published) if matter and known.process else None
    answers, secrets, wrong = _answered(process, report)
    errors |= wrong
    if errors or matter is None or ground is None or process is None:
        raise BadForm(errors)
    way = way_of(known, matter, ground)
    desk = desk_of(known, ground, way.level)
    if desk is None:
        raise BadForm({"place": "这个地点还没有受理单位，请拨打 12345"})
    if known.criterion is None:
        raise BadForm({"criterion": "没有这样的立案条件"})
    return _Placed(process, answers, secrets, report, known, ground, matter, known.criterion, way, desk)


def _answered(process: Process | None, report: Report) -> tuple[forms.Filled, dict[str, str], dict[str, str]]:
    """What the process's opening asks besides: what rules may see, what is to be sealed, and what is wrong."""
    if process is None:
        return {}, {}, {}
    chosen = {"criterion": report.criterion_id} if report.criterion_id else {}
    filled, errors = forms.clean(process, process.open, chosen | (report.answers or {}))
    filled.pop("criterion", None)  # the report says it itself
    return *forms.split(process, filled), errors


def _errors(report: Report, by: Actor, longest: int) -> dict[str, str]:
    errors = dict[str, str]()
    if len(report.description) > longest:
        told = {"most": longest, "count": len(report.description)}
        errors["description"] = Said("最多 %(most)d 字，现在 %(count)d 字", **told)
    if "\x00" in report.description + report.address + report.title:
        errors["description"] = "有无法保存的字符"
    if len(report.address) > 200:  # noqa: PLR2004 - the column's length
        errors["address"] = "地点最多 200 字"
    if report.source not in dict(Case.SOURCES):
        errors["source"] = "请选择来源"
    if len(report.photos) > MOST_PHOTOS:
        errors["photos"] = Said("照片最多 %(most)d 张", most=MOST_PHOTOS)
    errors |= _file_errors(report, by)
    return errors | contacts.errors(report.contact_name, report.contact_phone)


def _file_errors(report: Report, by: Actor) -> dict[str, str]:
    """Files must be here and unused, or promised by whoever reports."""
    wanted = _files(report)
    if not wanted:
        return {}
    files, errors = documents.files(wanted), dict[str, str]()
    ready = {one for one, file in files.items() if file.attached_at is None} | set(
        documents.promised(wanted, by.user_id)
    )
    if any(one not in ready for one in report.photos):
        errors["photos"] = "照片没有传好，请重新选择"
    if report.voice and report.voice not in ready:
        errors["voice"] = "录音没有传好，请重新录"
    return errors


def _begun(placed: _Placed, deed: writing.Deed) -> _Begun:
    report, process = placed.report, placed.process
    case = _case(process, placed, deed.by, deed.at)
    row = _row(process, placed, case, deed.at)
    row.open_key, row.open_digest = deed.key, deed.digest
    step = writing.step_of(row.row_version, None, case, deed)
    words = telling.Words(f"新上报：{row.title}", f"{row.no} {row.address}")
    hearing = telling.Hearing(placed.known.postings, kind=process.words)
    rows = at_once.Written(
        case=row,
        step=step,
        clocks=writing.clocks_of(case.clocks),
        contact=contacts.sealed(report.contact_name, report.contact_phone),
        entry=writing.entry_of(row.no, step, deed),
        notices=telling.messages(case, step, process.open.notify, hearing, words),
    )
    return _Begun(rows, row, placed, deed)


def _files(report: Report) -> list[UUID]:
    return [*report.photos, *([report.voice] if report.voice else [])]


def _case(process: Process, placed: _Placed, by: Actor, at: datetime) -> state.Case:
    facts = matter_facts_of(placed.matter, placed.criterion, placed.way.duty_type)
    case = state.Case(
        state=process.open.to,
        level=placed.way.level,
        ground=placed.ground,
        matter=facts.matter,
        matter_edition=facts.edition,
        criterion=facts.criterion,
        limit_amount=facts.limit_amount,
        limit_unit=facts.limit_unit,
        accept_amount=facts.accept_amount,
        accept_unit=facts.accept_unit,
        urgency=facts.urgency,
        duty_type=facts.duty_type,
        desk_unit=placed.desk_unit,
        opened_at=at,
        answerable_unit=by.unit_id or placed.desk_unit,
        reporter_posting=by.posting_id,
        reporter_user=by.user_id,
        origin=placed.report.came_from,
    )
    calendar = areas.calendar_of_version(placed.ground.county, placed.known.calendar)
    return engine.opened(Situation(process, case, by, Facts(calendar), at, placed.answers))


def _row(process: Process, placed: _Placed, case: state.Case, at: datetime) -> Case:
    report, ground, matter = placed.report, placed.ground, placed.matter
    title = report.title.strip() or " ".join(filter(None, [matter.title, report.address]))
    no = _number(ground.county, placed.known.serial, at)
    return Case(
        id=placed.known.case_id,
        **ground._asdict(),
        **writing.columns_of(case, process),
        process=process.name,
        version=process.version,
        no=no,
        source=report.source,
        public_code=public_code(),
        title=title[:120],
        description=report.description.strip(),
        address=report.address.strip(),
        point=_point(report),  # type: ignore[misc]  # GeoDjango takes text too
        raw_fix=report.raw_fix,
        matter_id=matter.id,
        rule_used=placed.way.rule_text[:200],
    )


def _point(report: Report) -> str | None:
    """The place as text, which Django makes a point of when somebody looks at it."""
    if report.lon is None or report.lat is None:
        return None
    return f"SRID=4326;POINT({report.lon!r} {report.lat!r})"


def _number(county: str, serial: int, at: datetime) -> str:
    """County, day and a running number: 990101-261122-000042; gaps mean nothing."""
    return f"{county}-{at.astimezone(SHANGHAI):%y%m%d}-{serial:06d}"


def _told(report: Report) -> dict[str, object]:
    """What the step keeps: everything but who reported."""
    return {
        name: _plain(value)
        for name, value in vars(report).items()
        if value not in (None, "", ()) and name not in {"contact_name", "contact_phone", "answers"}
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value) if isinstance(value, UUID | Decimal) else value
