"""What is asked and what is sent, read from parameters; every fault is named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from urllib.parse import urlsplit

from django.http import QueryDict

from linli.api.open311.answers import bad
from linli.deadlines.rules import SHANGHAI

OPEN, CLOSED = "open", "closed"
#: So many requests in one answer, from so long a time.
MOST = 1000
SPAN = timedelta(days=90)
LONGEST_DESCRIPTION, LONGEST_URL = 4000, 2000
_LAST_PAGE = 1000
_PAGE = 50
#: A plus sign that nobody wrote as %2B has become a space.
_LOST_PLUS = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\])?")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Filters:
    """Which requests are asked for; times are aware, a box is west, south, east, north (WGS 84)."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset({OPEN, CLOSED})
    since: datetime | None = None
    until: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    box: Box | None = None
    page: int = 1
    page_size: int = MOST


@dataclass(frozen=True)
class Sent:
    """A report as a program sends it. Without a point the address or its number in the register names the place."""

    lon: float | None = None
    lat: float | None = None
    address: str = ""
    address_id: str = ""
    description: str = ""
    media_url: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    #: Not kept, only taken out of what everybody may read.
    others: tuple[str, ...] = ()
    attributes: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The reporter's name as it is written: 张三, but Jane Doe."""
        is_plain = f"{self.first_name}{self.last_name}".isascii()
        order = (self.first_name, " ", self.last_name) if is_plain else (self.last_name, self.first_name)
        return "".join(order).strip()

    @property
    def told_of_oneself(self) -> tuple[str, ...]:
        """Everything by which the reporter could be known, in the orders in which it may be written."""
        first, last = self.first_name, self.last_name
        return (self.name, f"{first} {last}", f"{last} {first}", last + first, first, last, self.phone, *self.others)


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────


def filters(said: Mapping[str, str], at: datetime, *, has_extensions: bool) -> Filters:
    """What the parameters ask for; ids override everything else. Raises ``Wrong``."""
    if ids := _listed(said, "service_request_id"):
        return Filters(ids=ids[:MOST])
    statuses = frozenset(_listed(said, "status")) or Filters.statuses
    if statuses - Filters.statuses:
        raise bad("status 只能是 open、closed")
    since, until = window(moment(said, "start_date"), moment(said, "end_date"), at)
    asked: dict[str, object] = _extended(said) if has_extensions else {}
    codes = _listed(said, "service_code")
    return Filters(codes=codes, statuses=statuses, since=since, until=until, **asked)  # type: ignore[arg-type]  # as they are named there


def window(since: datetime | None, until: datetime | None, at: datetime) -> tuple[datetime, datetime]:
    """From when to when requests are shown: at most 90 days; where one end is open, the 90 days at the other."""
    try:
        until = until or (since + SPAN if since else at)
        since = since or until - SPAN
    except OverflowError as error:
        raise bad("start_date 或 end_date 超出范围") from error
    if until < since:
        raise bad("end_date 早于 start_date")
    if until - since > SPAN:
        raise bad("start_date 到 end_date 最多 90 天")
    return since, until


def moment(said: Mapping[str, str], name: str) -> datetime | None:
    """A time as W3C writes it; without a zone it is the county's. Raises ``Wrong``."""
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text))
        found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
        found.astimezone(SHANGHAI)
    except (ValueError, OverflowError) as error:
        raise bad(f"{name} 请写成 2026-01-31T08:00:00+08:00 这样的时间") from error
    return found


def _extended(said: Mapping[str, str]) -> dict[str, object]:
    has_pages = "page" in said or "page_size" in said
    return {
        "updated_after": moment(said, "updated_after"),
        "updated_before": moment(said, "updated_before"),
        "box": _box(said),
        "page": _number(said, "page", 1, _LAST_PAGE),
        "page_size": _number(said, "page_size", _PAGE if has_pages else MOST, MOST),
    }


def _box(said: Mapping[str, str]) -> Box | None:
    if "bbox" not in said:
        return None
    numbers = [_decimal(one) for one in said["bbox"].split(",")]
    if len(numbers) != len(("west", "south", "east", "north")) or None in numbers:
        raise bad("bbox 请写成 西,南,东,北 四个经纬度")
    west, south, east, north = (one for one in numbers if one is not None)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - the globe
        raise bad("bbox 请写成 西,南,东,北 四个经纬度")
    return west, south, east, north


def _number(said: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = said.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= most):
        raise bad(f"{name} 请填 1 到 {most}")
    return int(text)


def _decimal(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _listed(said: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in said.get(name, "").split(",") if one.strip()))


# ── reports ─────────────────────────────────────────────────────────────────────────────────────────────────


def sent(said: Mapping[str, str], form: QueryDict) -> Sent:
    """The report in a body; raises ``Wrong`` with a sentence for each fault."""
    faults = [*_faults_of_place(said), *_faults_of_words(said)]
    if faults:
        raise bad(*faults)
    return Sent(
        lon=_decimal(said["long"]) if "long" in said else None,
        lat=_decimal(said["lat"]) if "lat" in said else None,
        address=said.get("address_string", "").strip(),
        address_id=said.get("address_id", "").strip(),
        description=said.get("description", "").strip(),
        media_url=said.get("media_url", "").strip(),
        first_name=said.get("first_name", "").strip(),
        last_name=said.get("last_name", "").strip(),
        phone=said.get("phone", "").strip(),
        others=tuple(said[name].strip() for name in ("email", "device_id", "account_id") if name in said),
        attributes=_attributes(form),
    )


def _faults_of_place(said: Mapping[str, str]) -> list[str]:
    if ("lat" in said) != ("long" in said):
        return ["lat 和 long 要一起给出"]
    if not {"lat", "address_string", "address_id"} & said.keys():
        return ["请给出地点：lat 和 long，或者 address_string，或者 address_id"]
    if "lat" not in said:
        return []
    lat, lon = _decimal(said["lat"]), _decimal(said["long"])
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - the globe
        return ["lat 和 long 请填 WGS 84 经纬度"]
    return []


def _faults_of_words(said: Mapping[str, str]) -> list[str]:
    faults = []
    description = said.get("description", "")
    if len(description) > LONGEST_DESCRIPTION:
        faults.append(f"description 最多 {LONGEST_DESCRIPTION} 字，现在 {len(description)} 字")
    if _TAG.search(description):
        faults.append("description 里不能有 HTML")
    if not _is_address_of_media(said.get("media_url", "")):
        faults.append(f"media_url 请填 http 或 https 网址，最多 {LONGEST_URL} 字")
    return faults


def _is_address_of_media(text: str) -> bool:
    """Whether there is none, or one that can be opened."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    is_one = parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", text.strip())
    return not text.strip() or (is_one and len(text) <= LONGEST_URL)


def _attributes(form: QueryDict) -> dict[str, list[str]]:
    """``attribute[CODE]=v`` and ``attribute[CODE][]=v``, by code; empty ones are left out."""
    found: dict[str, list[str]] = {}
    for name in form:
        matched = _ATTRIBUTE.fullmatch(name)
        values = [str(value) for value in form.getlist(name) if str(value).strip()]
        if matched and values:
            found.setdefault(matched[1], []).extend(values)
    return found
