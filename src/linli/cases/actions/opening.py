"""Opening a case: located, routed, numbered, its clocks set, everybody told, in one transaction."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Ground
from linli.cases import processes
from linli.cases.actions import contacts, telling, writing
from linli.cases.actions.refusals import BadForm, KeyConflict, RefusedAction
from linli.cases.models import Case
from linli.cases.queries import facts as lookups
from linli.cases.rules import engine, state
from linli.cases.rules.forms import MOST_PHOTOS
from linli.cases.rules.process import Process
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.deadlines.rules import SHANGHAI
from linli.documents import queries as documents
from linli.lib.codes import public_code
from linli.lib.sentences import Said
from linli.matters import queries as matters
from linli.matters.models import Matter

LONGEST_DESCRIPTION = 2000


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


@dataclass(frozen=True)
class _Placed:
    """A report with everything found out about it."""

    report: Report
    ground: Ground
    matter: Matter
    route: matters.Route
    desk_unit: int


def open_case(*, process: str = "event", report: Report, by: Actor, at: datetime, key: UUID) -> Case:
    """Begin a case. A repeat of the same key with the same report returns the first case.

    Raises ``BadForm`` with a message per field, ``RefusedAction`` for somebody who may not report, ``KeyConflict``.
    """
    digest = writing.digest_of(process, asdict(report), by.user_id)
    if known := _repeated(key, digest):
        return known
    _may_report(by)
    placed = _placed(report, by)
    try:
        with transaction.atomic():
            return _opened(process, placed, writing.Deed("report", by, at, _told(report), key, digest))
    except IntegrityError:
        if known := _repeated(key, digest):  # the same report arrived twice at the same instant
            return known
        raise


def _repeated(key: UUID, digest: str) -> Case | None:
    known = Case.objects.filter(open_key=key).first()  # unique: no order is needed
    if known is not None and known.open_digest != digest:
        raise KeyConflict
    return known


def _may_report(by: Actor) -> None:
    if by.kind == "person" and not by.holds(Permission.REPORT):
        raise RefusedAction(Refused("relation", "您的岗位不能登记上报"))


def _placed(report: Report, by: Actor) -> _Placed:
    errors = _errors(report)
    matter = Matter.objects.filter(code=report.matter_code, is_active=True).select_related("group").first()  # unique
    if matter is None or (by.kind == "resident" and not matter.is_public):
        errors["matter"] = "请选择要反映的事项"
    ground = _ground(report)
    if ground is None:
        errors["place"] = "这个地点不在本平台服务的范围内，请在地图上重新选"
    if errors or matter is None or ground is None:
        raise BadForm(errors)
    route = matters.route(matter, ground)
    desk = areas.desk_unit(ground, route.level)
    if desk is None:
        raise BadForm({"place": "这个地点还没有受理单位，请拨打 12345"})
    return _Placed(report, ground, matter, route, desk.pk)


def _errors(report: Report) -> dict[str, str]:
    errors = dict[str, str]()
    if len(report.description) > LONGEST_DESCRIPTION:
        errors["description"] = Said(
            "最多 %(most)d 字，现在 %(count)d 字", most=LONGEST_DESCRIPTION, count=len(report.description)
        )
    if "\x00" in report.description + report.address + report.title:
        errors["description"] = "有无法保存的字符"
    if len(report.address) > 200:  # noqa: PLR2004 - the column's length
        errors["address"] = "地点最多 200 字"
    if report.source not in dict(Case.SOURCES):
        errors["source"] = "请选择来源"
    if len(report.photos) > MOST_PHOTOS:
        errors["photos"] = Said("照片最多 %(most)d 张", most=MOST_PHOTOS)
    files = documents.files([*report.photos, *([report.voice] if report.voice else [])])
    if any(one not in files or files[one].attached_at is not None for one in report.photos):
        errors["photos"] = "照片没有传好，请重新选择"
    if report.voice and report.voice not in files:
        errors["voice"] = "录音没有传好，请重新录"
    return errors | contacts.errors(report.contact_name, report.contact_phone)


def _ground(report: Report) -> Ground | None:
    if report.lon is not None and report.lat is not None:
        found = areas.locate(report.lon, report.lat)
        return found.ground if found else None
    return areas.ground_of(report.ground_code)


def _opened(process_name: str, placed: _Placed, deed: writing.Deed) -> Case:
    report, by, at = placed.report, deed.by, deed.at
    process = processes.current(process_name, placed.ground.county)
    case = _begun(process, placed, by, at)
    row = _row(process, placed, case, at)
    row.open_key, row.open_digest = deed.key, deed.digest
    row.reporter_posting_id = by.posting_id
    writing.put_into_row(row, case, process)
    row.save()
    writing.save_parts(row, None, case)
    step = writing.add_step(row, None, case, deed)
    files = [*report.photos, *([report.voice] if report.voice else [])]
    writing.attach(step, dict.fromkeys(files, "report"), is_public=by.kind == "resident", at=at)
    contacts.keep(row, report.contact_name, report.contact_phone)
    telling.tell(row, case, step, process.open.notify, telling.Words("新上报", f"{row.no} {row.address}"))
    return row


def _begun(process: Process, placed: _Placed, by: Actor, at: datetime) -> state.Case:
    facts = lookups.matter_facts(placed.matter.code, placed.report.criterion_id, placed.ground)
    if facts is None:
        raise BadForm({"criterion": "没有这样的立案条件"})
    case = state.Case(
        state=process.open.to,
        level=placed.route.level,
        ground=placed.ground,
        matter=facts.matter,
        matter_edition=facts.edition,
        criterion=facts.criterion,
        limit_amount=facts.limit_amount,
        limit_unit=facts.limit_unit,
        accept_amount=facts.accept_amount,
        accept_unit=facts.accept_unit,
        urgency=facts.urgency,
        duty_type=placed.route.duty_type,
        desk_unit=placed.desk_unit,
        opened_at=at,
        answerable_unit=by.unit_id or placed.desk_unit,
        reporter_posting=by.posting_id,
        reporter_user=by.user_id,
    )
    known = Situation(process, case, by, lookups.facts_about(case), at, None)
    return engine.opened(known)


def _row(process: Process, placed: _Placed, case: state.Case, at: datetime) -> Case:
    report, ground, matter = placed.report, placed.ground, placed.matter
    title = report.title.strip() or " ".join(filter(None, [matter.title, report.address]))
    no = _next_number(ground.county, at)
    return Case(
        **ground._asdict(),
        process=process.name,
        version=process.version,
        no=no,
        source=report.source,
        public_code=public_code(),
        title=title[:120],
        description=report.description.strip(),
        address=report.address.strip(),
        point=Point(report.lon, report.lat, srid=4326) if report.lon is not None and report.lat is not None else None,
        raw_fix=report.raw_fix,
        search_text=" ".join([no, title, report.description, report.address, matter.title]),
        matter=matter,
        rule_used=placed.route.rule_text[:200],
        opened_at=case.opened_at,
    )


def _next_number(county: str, at: datetime) -> str:
    """County, day and a running number: 990101-261122-000042; gaps mean nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_case_number')")
        (serial,) = cursor.fetchone()
    return f"{county}-{at.astimezone(SHANGHAI):%y%m%d}-{serial:06d}"


def _told(report: Report) -> dict[str, object]:
    """What the step keeps: everything but who reported."""
    kept = replace(report, contact_name="", contact_phone="")
    return {name: _plain(value) for name, value in asdict(kept).items() if value not in (None, "", ())}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value) if isinstance(value, UUID | Decimal) else value
