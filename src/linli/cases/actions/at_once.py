"""Rows of several tables in one statement: a round trip, a transaction and a plan that the server keeps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import msgspec
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

from linli.accounts.audit.models import Entry
from linli.cases.models import Assignment, Case, Clock, Contact, Request, Step
from linli.lib.prepared import ask_prepared
from linli.lib.sql import statement
from linli.notices.actions import Message

_TABLES: dict[str, type[Model]] = {
    "case": Case,
    "clock": Clock,
    "assignment": Assignment,
    "request": Request,
    "step": Step,
    "contact": Contact,
    "entry": Entry,
}
#: Columns of a row, each with its value.
Row = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Written:
    """The rows of one step: a ``case`` that begins or the ``change`` of one, and what belongs to it; none saved yet.

    A case that begins has its id already. ``change`` has the id, the row version after, and the columns that differ.
    Clocks and requests are known by their numbers, assignments that are there already by their ids.
    """

    case: Case | None = None
    change: Row | None = None
    step: Step
    clocks: Sequence[Row] = ()
    assignments: Sequence[Row] = ()
    requests: Sequence[Row] = ()
    contact: Contact | None = None
    entry: Entry
    notices: Sequence[Message] = ()

    @property
    def case_id(self) -> int:
        """Whose rows they are."""
        return cast("int", self.case.pk if self.case else self.change and self.change["id"])


def write(many: Sequence[Written]) -> bool:
    """Write it all, or nothing if somebody else has changed the case meanwhile: then the answer is no.

    Several are cases that begin. Each step is given its number. Raises ``IntegrityError`` for a key, number or code
    that is there already.
    """
    # In the order of their keys: of two statements with the same keys one waits for the other, and not each for each.
    texts = _texts(sorted(many, key=lambda rows: rows.step.key))
    changed = tuple(sorted(many[0].change or ()))
    case_ids, step_ids = ask_prepared(_statement(frozenset(texts), changed), texts)
    steps = dict(zip(case_ids or (), step_ids or (), strict=True))
    for rows in many if steps else ():
        _is_saved(rows, steps[rows.case_id])
    return bool(steps)


def _is_saved(rows: Written, step_id: int) -> None:
    rows.step.pk, rows.step.case_id = step_id, rows.case_id
    for row in filter(None, (rows.case, rows.step)):
        row._state.adding, row._state.db = False, "default"  # noqa: SLF001 - as a manager would leave it


def _texts(many: Sequence[Written]) -> dict[str, str]:
    """By name of what is given, the rows of all in one list; each knows its case."""
    given = dict[str, list[dict[str, object]]]()
    for rows in many:
        its = {"case_id": rows.case_id}
        for name, value in vars(rows).items():
            if value:
                each = value if isinstance(value, Sequence) else [value]
                given.setdefault(name, []).extend(_plain(one) | its for one in each)
    return {name: _encoder.encode(listed).decode() for name, listed in given.items()}


@cache
def _statement(given: frozenset[str], changed: tuple[str, ...]) -> str:
    _about, *parts, end = statement(__package__, "write_case").split("\n\n")
    columns = {name: tuple(column for column, _ in _fields(model)) for name, model in _TABLES.items()}
    columns["change"] = changed

    def listed(mark: re.Match[str]) -> str:
        return ", ".join(f"{mark['of']}{column}" for column in columns[mark["name"]])

    text = ",\n".join(part for part in parts if given.issuperset(_PARAMETER.findall(part)))
    return f"WITH\n{_COLUMNS.sub(listed, text)}\n{end}"


_PARAMETER = re.compile(r"%\((\w+)\)s")
_COLUMNS = re.compile(r"\{(?P<of>\w+\.|)(?P<name>\w+)\}")


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Column and attribute of each field that is given: all but a row's own number, which a case has already."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for what a model is made of
    return tuple((field.column, field.attname) for field in fields if field.column != "id" or model is Case)


def _plain(value: Model | Message | Row) -> dict[str, object]:
    """A row by its columns."""
    if isinstance(value, Model):
        values = value.__dict__  # as they were given: a place stays the text it is
        return {column: _bytes_written(values[attribute]) for column, attribute in _fields(type(value))}
    return {**value} if isinstance(value, Mapping) else msgspec.structs.asdict(value)


def _bytes_written(value: Any) -> Any:
    return rf"\x{value.hex()}" if isinstance(value, bytes) else value


def _written(value: object) -> object:
    """What JSON does not know, as the database reads it from text."""
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    raise NotImplementedError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_written)
