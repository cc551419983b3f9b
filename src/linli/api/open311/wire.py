"""Answers as the standard writes them: XML with a root and no namespace, JSON without the root."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
#: What XML 1.0 cannot say at all.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Items:
    """A container: in XML one element of this name after another, in JSON an array."""

    each: str
    of: Sequence[object]


def written(root: str, content: object, form: str) -> bytes:
    """The bytes of an answer. ``content`` is made of mappings, ``Items``, words, numbers, booleans and ``None``."""
    if form == JSON:
        return json.dumps(_bare(content), ensure_ascii=False, separators=(",", ":")).encode()
    element = ET.Element(root)
    _fill(element, content)
    body: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _bare(value: object) -> object:
    """The same as JSON has it: an array for ``Items``, ``null`` for what is empty."""
    if isinstance(value, Items):
        return [_bare(one) for one in value.of]
    if isinstance(value, Mapping):
        return {name: _bare(part) for name, part in value.items()}
    return None if value == "" else value


def _fill(element: ET.Element, value: object) -> None:
    if isinstance(value, Items):
        for one in value.of:
            _fill(ET.SubElement(element, value.each), one)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            _fill(ET.SubElement(element, name), part)
    elif value is not None:
        element.text = _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNSPEAKABLE.sub("\ufffd", str(value))
