"""The methods of GeoReport v2."""

import json
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.urls import reverse

from linli.accounts.programs.queries import Caller
from linli.api.open311 import attributes, queries, shown
from linli.api.open311.actions import Delivery, receive
from linli.api.open311.answers import Answer, Wrong, absent, bad, forbidden
from linli.api.open311.asked import Filters, Sent, filters, sent
from linli.api.open311.doors import Asked
from linli.api.open311.models import Received
from linli.api.open311.wire import TYPES, Items
from linli.areas import queries as areas
from linli.cases import processes
from linli.cases.actions import BadForm, KeyConflict, Report
from linli.cases.models import Case
from linli.cases.queries.hiding import names_to_hide
from linli.cases.rules.forms import as_json
from linli.documents.refusals import Refused
from linli.lib.codes import grouped_code
from linli.lib.disclosure import plain
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.registers.places import queries as places

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
#: When what this door says last changed.
CHANGESET = "2026-11-20T00:00:00+08:00"
_PROCESS = "event"
_LONGEST_REPEAT_KEY = 200
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
#: Said by whoever sends a report again, and not part of it.
_NOT_CONTENT = ("api_key",)


# ── what there is ───────────────────────────────────────────────────────────────────────────────────────────


def discovery(_asked: Asked) -> Answer:
    """Where this door stands and what it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": settings.PUBLIC_URL + "/open311/v2/",
        "changeset": CHANGESET,
        "type": settings.OPEN311_TYPE,
        "formats": Items("format", [kind.partition(";")[0] for kind in TYPES.values()]),
    }
    content = {
        "changeset": CHANGESET,
        "contact": settings.OPEN311_CONTACT,
        "key_service": settings.OPEN311_KEY_SERVICE,
        "endpoints": Items("endpoint", [endpoint]),
    }
    return Answer("discovery", content)


def services(asked: Asked) -> Answer:
    """The matters that residents may report."""
    process = processes.current(_PROCESS, asked.county())
    listed = [shown.service(one, has_attributes=bool(attributes.attributes(process, one))) for one in matters.public()]
    return Answer("services", Items("service", listed))


def service(asked: Asked, code: str) -> Answer:
    """What may be told of one matter."""
    process = processes.current(_PROCESS, asked.county())
    matter = _matter(code)
    return Answer("service_definition", shown.definition(matter, attributes.attributes(process, matter)))


def requests(asked: Asked) -> Answer:
    """Requests by number, or by matter, status and time."""
    county, within = asked.county(), _readable(asked)
    wanted = filters(asked.said, asked.at, has_extensions=asked.has_extensions)
    if unknown := queries.unknown(wanted.codes):
        raise absent(f"没有这个 service_code：{'、'.join(unknown)}")
    return _requests(asked, queries.requests(county, wanted, within))


def request(asked: Asked, number: str) -> Answer:
    """One request."""
    found = queries.requests(asked.county(), Filters(ids=(number,)), _readable(asked))
    if not found:
        raise absent(f"没有这个 service_request_id：{number}")
    return _requests(asked, found)


def token(asked: Asked, token: str) -> Answer:
    """The number behind a token; empty as long as the request is not open to everybody."""
    found = _by_token(token)
    if found is None or found.case.county != asked.county():
        raise absent(f"没有这个 token：{token}")
    number = found.case.no if queries.is_shown(found) else None
    return _told({"service_request_id": number, "token": str(found.token)})


def nothing(_asked: Asked, **_parts: str) -> Answer:
    """Whatever else somebody asks for."""
    raise absent("没有这个地址；格式由后缀 .xml 或 .json 决定")


def _requests(asked: Asked, cases: list[Case]) -> Answer:
    received, names = queries.received(cases), names_to_hide(case.pk for case in cases)
    listed = [shown.request(case, received.get(case.pk), names.get(case.pk, ""), asked.at) for case in cases]
    if asked.has_extensions:
        origins = queries.origins(case.pk for case in cases)
        listed = [{**told, "taken_from": origins.get(case.pk)} for case, told in zip(cases, listed, strict=True)]
    return Answer("service_requests", Items("request", listed))


def _told(content: object, status: int = HTTPStatus.OK) -> Answer:
    return Answer("service_requests", Items("request", [content]), status)


def _matter(code: str) -> Matter:
    found = matters.public().filter(code=code).first()  # unique: no order is needed
    if found is None:
        raise absent(f"没有这个 service_code：{code}")
    return found


def _by_token(text: str) -> Received | None:
    try:
        return queries.by_token(UUID(text))
    except ValueError:
        return None


def _readable(asked: Asked) -> Q:
    """What this reader may read: all of it, or what the key is for where a key is asked for."""
    if settings.OPEN311_OPEN_READING:
        return Q()
    if asked.caller is None or not asked.caller.may_read:
        raise forbidden("查询要用有效的 api_key")
    return queries.reach(asked.caller.areas, asked.caller.matters)


# ── a report ────────────────────────────────────────────────────────────────────────────────────────────────


def report(asked: Asked) -> Answer:
    """A report becomes a case; delivered again it is the same case and the same answer."""
    caller = _reporter(asked)
    county = asked.county()
    matter = _reported_matter(asked, caller)
    told = sent(asked.said, asked.request.POST)
    process = processes.current(_PROCESS, county)
    placed = _placed(told, county, caller)
    report = _report(told, matter, placed, attributes.read(process, matter, told.attributes))
    return _created(_received(asked, caller, told, report))


def _reporter(asked: Asked) -> Caller:
    if asked.caller is None:
        raise forbidden("api_key 缺少、不对或已经失效")
    if not asked.caller.may_report:
        raise forbidden("这个 api_key 不能上报")
    if asked.request.content_type not in _FORM_TYPES:
        raise bad("请用 application/x-www-form-urlencoded")
    if asked.request.content_type == "multipart/form-data" and not asked.has_extensions:
        raise bad("随件上传照片请加 extensions=true")
    return asked.caller


def _reported_matter(asked: Asked, caller: Caller) -> Matter:
    code = asked.said.get("service_code", "")
    if not code:
        raise bad("缺少 service_code")
    matter = _matter(code)
    if caller.matters and code not in caller.matters:
        raise forbidden("这个 api_key 不能上报这个 service_code")
    return matter


@dataclass(frozen=True)
class _Place:
    """A point (WGS 84), or without one the area that stands for it."""

    lon: float | None = None
    lat: float | None = None
    ground_code: str = ""


def _placed(told: Sent, county: str, caller: Caller) -> _Place:
    """Where it is: the point, the place of the register, else the county, whose desk looks for the address."""
    point = _point(told, county)
    if point:
        found = areas.locate(*point)
        ground = found.ground if found else None
        place = _Place(*point)
    else:
        code = next(iter(caller.areas)) if len(caller.areas) == 1 else county
        ground = areas.ground_of(code)
        place = _Place(ground_code=code)
    if ground is None or ground.county != county:
        raise bad("这个地点不在服务范围内")
    if caller.areas and not caller.areas & {*ground}:
        raise forbidden("这个 api_key 不能上报这个地方的事")
    return place


def _point(told: Sent, county: str) -> tuple[float, float] | None:
    if told.lon is not None and told.lat is not None:
        return told.lon, told.lat
    if told.address_id:
        is_number = told.address_id.isascii() and told.address_id.isdigit()
        known = places.place(int(told.address_id[:18]), county=county) if is_number else None
        if known is None:
            raise bad("没有这个 address_id")
        return known.point.x, known.point.y
    named = places.named(told.address, county=county)
    return (named.point.x, named.point.y) if named else None


def _report(told: Sent, matter: Matter, place: _Place, answers: dict[str, object]) -> Report:
    criterion = answers.pop("criterion", None)
    media = f"照片：{told.media_url}" if told.media_url else ""
    return Report(
        source="other",
        matter_code=matter.code,
        description="\n".join(filter(None, [told.description, media])),
        address=told.address,
        lon=place.lon,
        lat=place.lat,
        ground_code=place.ground_code,
        criterion_id=criterion if isinstance(criterion, int) else None,
        contact_name=told.name,
        contact_phone=told.phone,
        answers=as_json(answers) or None,
    )


def _received(asked: Asked, caller: Caller, told: Sent, report: Report) -> Received:
    photo = _photo(asked)
    delivery = Delivery(
        caller=caller,
        report=report,
        digest=_digest(asked, photo),
        repeat_key=_repeat_key(asked),
        photo=photo,
        description=plain(told.description, told.told_of_oneself),
        media_url=told.media_url,
    )
    try:
        return receive(delivery, at=asked.at)
    except BadForm as wrong:
        raise bad(*wrong.errors.values()) from wrong
    except Refused as refused:
        raise bad(*refused.messages) from refused
    except KeyConflict as conflict:
        raise Wrong(HTTPStatus.CONFLICT, "这个 Idempotency-Key 已经用过，内容不一样") from conflict


def _created(received: Received) -> Answer:
    code = received.case.public_code
    follow = settings.PUBLIC_URL + reverse("portal:follow", args=[code])
    number = {"service_request_id": received.case.no}
    told = number if queries.is_shown(received) else {"token": str(received.token)}
    notice = f"查询码 {grouped_code(code)}，凭它查看办理情况：{follow}"
    return _told({**told, "service_notice": notice, "account_id": None}, HTTPStatus.CREATED)


def _photo(asked: Asked) -> bytes:
    media = asked.request.FILES.get("media")
    return media.read() if isinstance(media, UploadedFile) else b""


def _repeat_key(asked: Asked) -> str:
    key: str = asked.request.headers.get("Idempotency-Key", "").strip()
    if len(key) > _LONGEST_REPEAT_KEY or "\x00" in key:
        raise bad(f"Idempotency-Key 最多 {_LONGEST_REPEAT_KEY} 字")
    return key


def _digest(asked: Asked, photo: bytes) -> str:
    """By which the same content is known again, in whatever order it is sent."""
    said = [
        (name, values)
        for source in (asked.request.GET, asked.request.POST)
        for name, values in source.lists()
        if name not in _NOT_CONTENT
    ]
    content = json.dumps(sorted(said), ensure_ascii=False).encode()
    return sha256(content + b"\x00" + sha256(photo).digest()).hexdigest()
