"""Statements that are asked again and again: prepared by the server once for each connection."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections


def ask_prepared(
    sql: str, values: Mapping[str, object], *, comes_first: bool = False, plan_once: bool = False
) -> tuple[Any, ...]:
    """The first row of a statement whose plan the server keeps, sent on Django's own connection.

    Values are bound by the server, so types must not vary from call to call: text, floats, dates and lists of text
    do; give a number that may be missing as text. What ``comes_first`` in a request only reads, and is asked again
    on a new connection when the kept one was cut. What is dearer to plan than to run is planned once (``plan_once``);
    else the server may plan anew for the values. Raises what Django raises.
    """
    try:
        return _first_row(sql, values, plan_once=plan_once)
    except OperationalError:
        if not comes_first or connection.in_atomic_block:
            raise
        connection.close()
        return _first_row(sql, values, plan_once=plan_once)


def _first_row(sql: str, values: Mapping[str, object], *, plan_once: bool) -> tuple[Any, ...]:
    text, names = _numbered(sql)
    ours = connections[DEFAULT_DB_ALIAS]  # looked up once: ``connection`` looks it up for each word
    ours.ensure_connection()
    raw = ours.connection
    raw.prepare_threshold = 0  # Django's own cursors bind on this side and are never prepared
    with ours.wrap_database_errors, psycopg.RawCursor(raw) as cursor:
        if plan_once:
            cursor.execute("SET plan_cache_mode = force_generic_plan", prepare=False)
        cursor.execute(text, [values[name] for name in names], prepare=True)
        row = cursor.fetchone()
        if plan_once:
            cursor.execute("RESET plan_cache_mode", prepare=False)
    return cast("tuple[Any, ...]", row)  # every statement sent this way answers


@cache
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with its parameters as the server numbers them, and their names in that order."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
    text = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", _COMMENT.sub("", sql))
    return " ".join(text.split()).encode(), names


_PARAMETER = re.compile(r"%\((\w+)\)s")
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
