"""What another server says, read with care: values in, values or a reason out. No row of a stranger's is trusted.

GeoReport v2 (wiki.open311.org/GeoReport_v2); for telling back the extension of FixMyStreet, ``POST
servicerequestupdates`` (github.com/mysociety/fixmystreet/wiki/Open311-FMS---Complete-Spec).
"""

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

JSON, XML = "json", "xml"
FORMS = (JSON, XML)
MOST_BYTES = 8 * 1024 * 1024
#: A server answers with a thousand at most; so many may mean that older ones were left out.
FULL = 1000
#: Another Linli then says what it has from elsewhere itself; a server that does not know the words passes over them.
EXTENDED = {"extensions": "true", "page_size": str(FULL)}
LONGEST_SPAN, SHORTEST_SPAN = timedelta(days=30), timedelta(minutes=10)
#: Looked at again each time: some servers show a request days after it was made.
OVERLAP = timedelta(days=3)
#: A server that has been in trouble for so long is told of; a few minutes happen everywhere.
PATIENCE = timedelta(hours=1)
LONGEST_ID, LONGEST_VALUE, LONGEST_TEXT, LONGEST_ADDRESS = 100, 4000, 1800, 200
_NAMES = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "address",
    "requested_datetime", "updated_datetime", "lat", "long", "media_url", "taken_from",
)  # fmt: skip
OPEN, CLOSED = "OPEN", "CLOSED"


class Unreadable(Exception):
    """The whole answer is not what the standard says; the text says why."""


class BadRow(Exception):
    """One row cannot become a case; the text says why."""


@dataclass(frozen=True)
class Row:
    """A request as the other server tells it, every value a text, absent ones empty."""

    values: Mapping[str, str]

    @property
    def id(self) -> str:
        """The other server's number; of a row without a usable one a mark made of its content."""
        told = self.values.get("service_request_id", "")
        if told and len(told) <= LONGEST_ID and told.isprintable():
            return told
        content = repr(sorted(self.values.items())).encode()
        return f"?{hashlib.sha256(content).hexdigest()[:16]}"

    @property
    def is_closed(self) -> bool:
        """Whether the other server has done with it."""
        return self.values.get("status", "").lower() == "closed"

    @property
    def is_passed_on(self) -> bool:
        """Whether the other server took it from somewhere itself: from here perhaps, and so round and round."""
        return bool(self.values.get("taken_from"))

    @property
    def service(self) -> tuple[str, str]:
        """The other server's code and name of the matter."""
        return self.values.get("service_code", "")[:LONGEST_ID], self.values.get("service_name", "")[:LONGEST_ID]

    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude; ``None`` when neither is told. Raises ``BadRow``."""
        lon, lat = self.values.get("long", ""), self.values.get("lat", "")
        if not lon and not lat:
            return None
        try:
            found = float(lon), float(lat)
        except ValueError as error:
            raise BadRow("经纬度不是数字") from error
        if not all(map(math.isfinite, found)) or abs(found[0]) > 180 or abs(found[1]) > 90:  # noqa: PLR2004 - degrees
            raise BadRow("经纬度超出范围")
        return found

    def text(self, peer: str) -> str:
        """What the case will say, with where it comes from."""
        told = self.values.get("description", "")[:LONGEST_TEXT]
        media = self.values.get("media_url", "")
        photo = f"照片：{media[:LONGEST_ADDRESS]}" if media.startswith(("http://", "https://")) else ""
        when = f"，{self.values['requested_datetime'][:25]}" if self.values.get("requested_datetime") else ""
        return "\n".join(filter(None, [told, photo, f"（转自{peer}，编号 {self.id}{when}）"]))

    def check(self) -> None:
        """Raises ``BadRow`` for a row without number or place."""
        if self.id.startswith("?"):
            raise BadRow("没有编号 service_request_id")
        if self.point() is None and not self.values.get("address"):
            raise BadRow("没有地点：经纬度和地址都没有")


def rows(body: bytes, form: str) -> list[Row]:
    """The requests in an answer; raises ``Unreadable``."""
    found = _of_json(body) if form == JSON else _of_xml(body)
    return [Row({name: _text(one.get(name)) for name in _NAMES}) for one in found]


def _of_json(body: bytes) -> list[Mapping[str, object]]:
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("对方的应答不是正确的 JSON") from error
    while isinstance(told, dict) and len(told) == 1:  # some keep the names that only XML has
        told = next(iter(told.values()))
    if told is None:
        return []
    if not isinstance(told, list):
        raise Unreadable("对方的应答不是一组件")
    return [one if isinstance(one, dict) else {} for one in told]


def _of_xml(body: bytes) -> list[Mapping[str, object]]:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Unreadable("对方的应答不是正确的 XML") from error
    if _plain(root.tag) not in {"service_requests", "requests"}:
        raise Unreadable("对方的应答不是一组件")
    return [{_plain(part.tag): part.text for part in one} for one in root]


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _text(value: object) -> str:
    if isinstance(value, bool | None) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "").strip()[:LONGEST_VALUE]


def spans(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time between, in pieces that a server answers for, the oldest first."""
    while since < until:
        end = min(since + LONGEST_SPAN, until)
        yield since, end
        since = end


def halves(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """A piece that was answered with as much as a server gives, in two; none when it cannot be cut any more."""
    if until - since <= SHORTEST_SPAN:
        return []
    middle = since + (until - since) / 2
    return [(since, middle), (middle, until)]


def moment(at: datetime) -> str:
    """A time as the standard writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
