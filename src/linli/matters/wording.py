"""What a matter and a responsibility say, as values: for saving, for comparing editions, for Excel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from linli.lib.text import to_halfwidth

#: The JSON in which an edition keeps its wording.
Content = dict[str, Any]

_REFERENCE = re.compile(
    r"^(?P<scheme>[^\[\]:;()]+)(\[(?P<version>[^\]]*)\])?(:(?P<code>[^;()]*))?(\((?P<note>[^)]*)\))?$"
)

# How the source column of the default catalogue names a code: scheme, what is written before it, codes.
_STANDARD = re.compile(r"^(?P<scheme>GB事件|GB部件|默认纠纷类型)(?P<codes>\d[\d\-/至]*)$")
_DESCRIBED = re.compile(r"^(?P<scheme>CJ/T 214)(?P<code>.+)$")
_ARTICLE = re.compile(r"^(?P<scheme>.+?[法例])(?P<code>\d+条)$")
_WITH_CODE_IN_NOTE = re.compile(r"\d\d-\d\d")


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A code of the matter in another table: the table's name and version stand beside it."""

    scheme: str
    version: str = ""
    code: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """As it is written in a cell or a line: ``GB事件[2013]:01-10(说明)``."""
        version = f"[{self.version}]" if self.version else ""
        code = f":{self.code}" if self.code else ""
        note = f"({self.note})" if self.note else ""
        return f"{self.scheme}{version}{code}{note}"

    @property
    def content(self) -> Content:
        """As it is stored."""
        return {"scheme": self.scheme, "version": self.version, "code": self.code, "note": self.note}


@dataclass(frozen=True, kw_only=True)
class CriterionValues:
    """One filing criterion; ``id`` says which one it was before, so that cases keep pointing at it."""

    text: str
    limit: Decimal
    unit: str
    closing_condition: str
    id: int | None = None

    @property
    def content(self) -> Content:
        return {
            "text": self.text,
            "limit": number_text(self.limit),
            "unit": self.unit,
            "closing_condition": self.closing_condition,
        }


@dataclass(frozen=True, kw_only=True)
class MatterValues:
    """Everything one edition of a matter says.

    ``process`` is no part of an edition: on which process it runs is said once, when it is added; "" leaves it.
    """

    code: str
    class_code: str
    title: str
    urgency: str
    accept_limit: Decimal
    accept_unit: str
    first_level: str
    default_function: str
    is_public: bool = True
    is_active: bool = True
    is_confidential: bool = False
    synonyms: str = ""
    references: tuple[Reference, ...] = ()
    criteria: tuple[CriterionValues, ...] = ()
    process: str = ""

    @property
    def content(self) -> Content:
        return {
            "code": self.code,
            "class_code": self.class_code,
            "title": self.title,
            "urgency": self.urgency,
            "accept_limit": number_text(self.accept_limit),
            "accept_unit": self.accept_unit,
            "first_level": self.first_level,
            "default_function": self.default_function,
            "is_public": self.is_public,
            "is_active": self.is_active,
            "is_confidential": self.is_confidential,
            "synonyms": self.synonyms,
            "references": [reference.content for reference in self.references],
            "criteria": [criterion.content for criterion in self.criteria],
        }


@dataclass(frozen=True, kw_only=True)
class ResponsibilityValues:
    """Everything one edition of a line of the responsibility list says."""

    area_code: str
    matter_code: str = ""
    class_code: str = ""
    lead_function: str = ""
    lead_unit_id: int | None = None
    assist_functions: tuple[str, ...] = ()
    level: str = ""
    duty_type: str = "basic"
    note: str = ""

    @property
    def scope(self) -> str:
        """The code under which its editions are kept; one line for each area and scope."""
        return scope_code(self.area_code, self.matter_code, self.class_code)

    @property
    def content(self) -> Content:
        return {
            "area_code": self.area_code,
            "matter_code": self.matter_code,
            "class_code": self.class_code,
            "lead_function": self.lead_function,
            "lead_unit_id": self.lead_unit_id,
            "assist_functions": list(self.assist_functions),
            "level": self.level,
            "duty_type": self.duty_type,
            "note": self.note,
        }


def kept_ids(criteria: Sequence[CriterionValues], standing: Sequence[CriterionValues]) -> tuple[CriterionValues, ...]:
    """The criteria with the ids of those that they continue: of the same text, else reworded in the same place."""
    ids = {one.text: one.id for one in standing}
    texts = {one.text for one in criteria}
    places = {n: one.id for n, one in enumerate(standing) if one.text not in texts}
    return tuple(replace(one, id=ids.get(one.text) or places.get(n)) for n, one in enumerate(criteria))


def scope_code(area_code: str, matter_code: str, class_code: str) -> str:
    """The code of a responsibility: ``990101/0301``, ``990101/class:03`` or ``990101/*``."""
    return f"{area_code}/{matter_code or (f'class:{class_code}' if class_code else '*')}"


def number_text(number: Decimal) -> str:
    """A number without idle zeros: 0.5, 4, 10."""
    return f"{number.normalize():f}"


def parse_reference(text: str) -> Reference:
    """One reference as ``Reference.text`` writes it; raises ``ValueError`` for anything else."""
    found = _REFERENCE.match(to_halfwidth(text).strip())
    if not found:
        raise ValueError(f"not a reference: {text!r}")
    return Reference(**{name: (value or "").strip() for name, value in found.groupdict().items()})


def parse_references(text: str) -> tuple[Reference, ...]:
    """References apart by semicolons or line ends; raises ``ValueError``."""
    parts = re.split(r"[;\n]", to_halfwidth(text))
    return tuple(parse_reference(part) for part in parts if part.strip())


def references_text(references: Sequence[Reference], between: str = ";") -> str:
    return between.join(reference.text for reference in references)


def references_of(stored: Sequence[Mapping[str, str]]) -> tuple[Reference, ...]:
    """The references of a row."""
    return tuple(
        Reference(
            scheme=one["scheme"], version=one.get("version", ""), code=one.get("code", ""), note=one.get("note", "")
        )
        for one in stored
    )


def parse_source(text: str) -> tuple[Reference, ...]:
    """The references named in the ``reference`` column of the default catalogue.

    ``GB事件01-35/36`` are two codes of one table, ``自拟,本人自愿`` is a scheme with a note. The versions of the
    tables are not known there and stay blank.
    """
    head, _, note = text.partition(",")
    inside = re.match(r"^(?P<head>[^(]+)\((?P<note>[^)]*)\)$", head)
    if inside:
        found = _WITH_CODE_IN_NOTE.search(inside["note"])
        return (Reference(scheme=inside["head"], code=found.group() if found else "", note=inside["note"]),)
    if standard := _STANDARD.match(head):
        return tuple(Reference(scheme=standard["scheme"], code=code) for code in _spread(standard["codes"]))
    for pattern in (_DESCRIBED, _ARTICLE):
        if named := pattern.match(head):
            return (Reference(scheme=named["scheme"], code=named["code"], note=note),)
    return (Reference(scheme=head, note=note),)


def _spread(codes: str) -> list[str]:
    """``01-35/36`` → 01-35, 01-36; ``05/12`` → 05, 12; a range stays one code."""
    first, *others = codes.split("/")
    prefix = first.rpartition("-")[0]
    return [first, *(f"{prefix}-{other}" if prefix else other for other in others)]
