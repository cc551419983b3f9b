"""What is sent, checked against its type before anything else is done with it."""

import re
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.cases.rules.forms import LONGEST_DESCRIPTION

Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report as it is sent. ``lon`` and ``lat`` are WGS 84; without them ``area`` names the place."""

    key: UUID
    matter: str
    description: Annotated[str, Meta(max_length=LONGEST_DESCRIPTION)] = ""
    address: Annotated[str, Meta(max_length=200)] = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    area: Annotated[str, Meta(max_length=18)] = ""
    contact_name: str = ""
    contact_phone: str = ""


class Misread(Exception):
    """What was sent is not a report: a message beside each field, or beside none."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(str(errors))
        self.errors = errors


_decoder = msgspec.json.Decoder(Sent)
_FIELD = re.compile(r"at `\$\.(\w+)`")
_NAMED = re.compile(r"field `(\w+)`")
_LENGTH = re.compile(r"length <= (\d+)")


def read(body: bytes) -> Sent:
    """The report in a body; raises ``Misread``."""
    try:
        sent = _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise Misread(_told(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Misread({"": "内容不是正确的 JSON"}) from error
    if (sent.lon is None) != (sent.lat is None):
        raise Misread({"place": "经度和纬度要一起给出"})
    return sent


def _told(error: str) -> dict[str, str]:
    """What msgspec says, in words beside the field."""
    if named := _NAMED.search(error):
        return {named[1]: "没有这个字段" if "unknown" in error else "必须填写"}
    at = _FIELD.search(error)
    if at is None:
        return {"": "内容应当是一个 JSON 对象"}
    length = _LENGTH.search(error)
    return {at[1]: f"最多 {length[1]} 字" if length else "格式不对"}
