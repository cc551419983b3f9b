"""The attributes of a service: the fields that the process asks for when a case begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from linli.api.open311.answers import bad
from linli.api.open311.asked import moment
from linli.cases.rules.forms import BEST_SCORE, clean
from linli.cases.rules.process import Field, Process
from linli.deadlines.rules import SHANGHAI
from linli.matters.models import Matter

_LONG = 200
_ONE_OF = "singlevaluelist"
_DATATYPES = {
    "choice": _ONE_OF,
    "criterion": _ONE_OF,
    "bool": _ONE_OF,
    "score": _ONE_OF,
    "amount": "number",
    "date": "datetime",
}
#: Only somebody inside can choose a unit or another case, and photos are no words.
_NOT_ASKED = frozenset({"unit", "units", "assist", "case", "matter", "photos"})


@dataclass(frozen=True)
class Attribute:
    """One attribute; ``values`` are its keys with their names, for a list."""

    field: Field
    required: bool
    datatype: str
    values: tuple[tuple[str, str], ...]


def attributes(process: Process, matter: Matter) -> list[Attribute]:
    """What may be told of a matter besides the standard's own fields, in order; wants its criteria prefetched."""
    wanted = [(process.fields[name], required) for name, required in process.open.wanted]
    asked = [(field, required) for field, required in wanted if field.type not in _NOT_ASKED]
    every = [Attribute(field, required, _datatype(field), _values(field, matter)) for field, required in asked]
    return [one for one in every if one.values or one.datatype != _ONE_OF]


def read(process: Process, matter: Matter, told: Mapping[str, list[str]]) -> dict[str, object]:
    """The values that were told, cleaned as the process wants them; raises ``Wrong`` with a sentence for each fault."""
    known = {one.field.name: one for one in attributes(process, matter)}
    faults = [f"attribute[{name}]：没有这个属性" for name in told if name not in known]
    faults += [f"attribute[{name}]：只能填一个值" for name, values in told.items() if len(values) > 1]
    faults += [
        f"attribute[{name}]：没有「{values[0]}」这个选项"
        for name, values in told.items()
        if name in known and known[name].values and values[0] not in dict(known[name].values)
    ]
    if faults:
        raise bad(*faults)
    raw = {name: _plain(known[name].field, values[0]) for name, values in told.items()}
    filled, errors = clean(process, process.open, raw)
    errors = {name: text for name, text in errors.items() if name in known}
    if errors:
        raise bad(*(f"attribute[{name}]：{text}" for name, text in errors.items()))
    return filled


def _datatype(field: Field) -> str:
    if field.type == "text":
        return "text" if field.max_length > _LONG else "string"
    return _DATATYPES[field.type]


def _values(field: Field, matter: Matter) -> tuple[tuple[str, str], ...]:
    if field.type == "criterion":
        return tuple((str(one.pk), one.text) for one in matter.criteria.all())
    if field.type == "bool":
        return (("true", "是"), ("false", "否"))
    if field.type == "score":
        return tuple((str(score), str(score)) for score in range(1, BEST_SCORE + 1))
    return field.choices


def _plain(field: Field, value: str) -> str:
    """A time is taken for the day on which it lies here."""
    if field.type != "date" or "T" not in value:
        return value
    found = moment({field.name: value}, field.name)
    return found.astimezone(SHANGHAI).date().isoformat() if found else ""
