"""Rows of several tables in one statement: a round trip, a transaction and a plan that the server keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

from linli.accounts.audit.models import Entry
from linli.cases.models import Case, Clock, Contact, Step
from linli.cases.queries.prepared import ask_prepared
from linli.lib.sql import statement
from linli.notices.actions import Message

_TABLES: dict[str, type[Model]] = {"case": Case, "clock": Clock, "step": Step, "contact": Contact, "entry": Entry}
#: Given by the database: the row's own number, and the number of the case written in the same statement.
_NOT_GIVEN = {"id", "case_id"}


@dataclass(frozen=True)
class Opening:
    """The rows with which a case begins; none of them saved, and none of them knows the case's number."""

    row: Case
    step: Step
    clocks: Sequence[Clock]
    contact: Contact | None
    entry: Entry
    messages: Sequence[Message]


def write_opening(new: Opening) -> None:
    """Insert a case with everything that belongs to it; the case and the step are given their numbers.

    Raises ``IntegrityError`` for a key, number or code that is there already.
    """
    values = {
        "case": _plain(new.row),
        "clocks": [_plain(clock) for clock in new.clocks],
        "step": _plain(new.step),
        "contacts": [_plain(new.contact)] if new.contact else [],
        "entry": _plain(new.entry),
        "notices": new.messages,
    }
    texts = {name: _encoder.encode(value).decode() for name, value in values.items()}
    new.row.pk, new.step.pk = ask_prepared(_statement(), texts)
    new.step.case_id = new.row.pk
    for written in (new.row, new.step):
        written._state.adding, written._state.db = False, "default"  # noqa: SLF001 - as a manager would leave it


@cache
def _statement() -> str:
    text = statement(__package__, "write_opening")
    for name, model in _TABLES.items():
        columns = _columns(model)
        text = text.replace(f"{{{name}}}", ", ".join(columns))
        text = text.replace(f"{{given.{name}}}", ", ".join(f"given.{column}" for column in columns))
    return text


def _columns(model: type[Model]) -> list[str]:
    return [column for column, _ in _fields(model)]


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Column and attribute of each field that is given."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for what a model is made of
    return tuple((field.column, field.attname) for field in fields if field.column not in _NOT_GIVEN)


def _plain(row: Model) -> dict[str, Any]:
    values = row.__dict__  # as they were given: a place stays the text it is
    return {column: _bytes_written(values[attribute]) for column, attribute in _fields(type(row))}


def _bytes_written(value: Any) -> Any:
    return rf"\x{value.hex()}" if isinstance(value, bytes) else value


def _written(value: object) -> object:
    """What JSON does not know, as the database reads it from text."""
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    raise NotImplementedError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_written)
