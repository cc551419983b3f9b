"""Rows of several tables in one statement: a round trip, a transaction and a plan that the server keeps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

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
#: Given by the database, or by the statement: the row's own number, and that of the case.
_NOT_GIVEN = {"id", "case_id"}
#: Columns of a row, each with its value.
Row = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Written:
    """The rows of one step: a ``case`` that begins or the ``change`` of one, and what belongs to it; none saved yet.

    ``change`` has the id, the row version after, and the columns that differ. Clocks and requests are known by their
    numbers, assignments that are there already by their ids.
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


def write(rows: Written) -> bool:
    """Write it all, or nothing if somebody else has changed the case meanwhile: then the answer is no.

    A new case and the step are given their numbers. Raises ``IntegrityError`` for a key, number or code that is there
    already.
    """
    given = {name: value for name, value in vars(rows).items() if value}
    texts = {name: _encoder.encode(_plain(value)).decode() for name, value in given.items()}
    case_id, step_id = ask_prepared(_statement(frozenset(given), tuple(sorted(rows.change or ()))), texts)
    if step_id is None:
        return False
    rows.step.pk, rows.step.case_id = step_id, case_id
    _is_saved(rows.step)
    if rows.case:
        rows.case.pk = case_id
        _is_saved(rows.case)
    return True


def _is_saved(row: Model) -> None:
    row._state.adding, row._state.db = False, "default"  # noqa: SLF001 - as a manager would leave it


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
    """Column and attribute of each field that is given."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for what a model is made of
    return tuple((field.column, field.attname) for field in fields if field.column not in _NOT_GIVEN)


def _plain(value: object) -> object:
    """A row of a model by its columns; anything else is plain enough."""
    if not isinstance(value, Model):
        return value
    values = value.__dict__  # as they were given: a place stays the text it is
    return {column: _bytes_written(values[attribute]) for column, attribute in _fields(type(value))}


def _bytes_written(value: Any) -> Any:
    return rf"\x{value.hex()}" if isinstance(value, bytes) else value


def _written(value: object) -> object:
    """What JSON does not know, as the database reads it from text."""
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    raise NotImplementedError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_written)
