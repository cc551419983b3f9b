"""The city that is measured: made set-based, kept for the next run. README.md says what is made and what is not.

Cases go in without indexes, foreign keys and triggers, by two sessions a chunk at a time; indexes are built after
that, the largest tables first. The database's user must be its superuser, as it is in the private cluster.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SQL = Path(__file__).parent / "sql"
NUMBERED = ("cases_case", "cases_clock", "cases_assignment", "cases_step", "cases_contact", "cases_follow")
FILLED = (*NUMBERED, "cases_words")
CHUNK = 250_000
SESSIONS = 2
#: For the sessions that load; superuser only.
IN_A_HURRY = (
    "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '1GB';"
    " SET work_mem = '256MB'; SET max_parallel_maintenance_workers = 2; SET jit = off; SET lock_timeout = 0"
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Shape:
    """How many counties, and towns in each: a full city from a million cases on."""

    counties: int
    towns: int


def shape(size: int) -> Shape:
    """The ground for so many cases."""
    if size >= 1_000_000:  # noqa: PLR2004 - see the class
        return Shape(10, 12)
    return Shape(2, 12) if size >= 50_000 else Shape(1, 3)  # noqa: PLR2004


def database_of(url: str, size: str) -> str:
    """The address of the measured database, on the server of another one."""
    return urlunsplit(urlsplit(url)._replace(path=f"/linli_bench_{size.lower()}"))


def create_database(url: str, beside: str) -> None:
    """Create the database unless it is there; ``beside`` is one that is."""
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(beside, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def make_ready(url: str, size: int, say: Say) -> float | None:
    """Bring the tables up to date and fill them unless they are; returns seconds of loading, now or back then.

    Wants Django set up on the same database. A load that was broken off begins anew.
    """
    from benchmarks.base import lay_base, migrate

    known = _loaded(url)
    if known is not None:
        migrate()
        return known
    say("建库、事项目录、日历 · tables, catalogue, calendar")
    _start_anew(url)
    migrate()
    lay_base()
    return _fill(url, size, say)


def _loaded(url: str) -> float | None:
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('bench.loaded')").fetchone() == (None,):
            return None
        row = connection.execute("SELECT seconds FROM bench.loaded WHERE at IS NOT NULL").fetchone()
        return row[0] if row else None


def _start_anew(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS bench CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _fill(url: str, size: int, say: Say) -> float:
    from benchmarks.base import rebuild_figures

    began, at = perf_counter(), datetime.now(UTC)
    with _session(url) as connection:
        _run(connection, "helpers", {})
        say("区划、单位、人员 · ground, units, people")
        ground = shape(size)
        _run(connection, "areas", {"counties": ground.counties, "towns": ground.towns})
        _run(connection, "people", {"bodies": json.dumps(bodies()), "password": _password()})
        _run(connection, "lots", {})
        references = _references(connection)
        rebuilt = _drop_indexes(connection)
    say(f"{size:,} 件 · cases")
    _in_parallel(url, [partial(_chunk, span=span, size=size, at=at) for span in _spans(size)])
    say("索引 · indexes")
    _in_parallel(url, [partial(_execute, statement=statement) for statement in rebuilt])
    say("统计信息 · statistics")
    with _session(url) as connection:
        for statement in references:
            connection.execute(statement)
        _finish(connection, size)
    say("统计和地图的计数 · figures and squares of the map")
    rebuild_figures()
    with _session(url) as connection:
        seconds = perf_counter() - began
        connection.execute("INSERT INTO bench.loaded VALUES (%s, %s, %s, now())", [size, at, seconds])
    return seconds


def _session(url: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(IN_A_HURRY)
    return connection


def _run(connection: psycopg.Connection[Any], name: str, params: dict[str, object]) -> None:
    """Run every statement of a file; parameters are put in by the client, since several statements are one text."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(text, params)


def _execute(connection: psycopg.Connection[Any], *, statement: str) -> None:
    connection.execute(statement)


def _chunk(connection: psycopg.Connection[Any], *, span: tuple[int, int], size: int, at: datetime) -> None:
    params: dict[str, object] = {"first": span[0], "last": span[1], "size": size, "at": at}
    _run(connection, "cases", params)
    _run(connection, "parts", params)


def _spans(size: int) -> Iterator[tuple[int, int]]:
    return ((first, min(first + CHUNK - 1, size)) for first in range(1, size + 1, CHUNK))


def _in_parallel(url: str, works: Sequence[Callable[[psycopg.Connection[Any]], object]]) -> None:
    """Do each work on one of a few sessions."""
    waiting = iter(works)

    def session() -> None:
        with _session(url) as connection:
            for work in waiting:  # a list's iterator hands out each once, threads or not
                work(connection)

    with ThreadPoolExecutor(SESSIONS) as threads:
        for done in [threads.submit(session) for _ in range(SESSIONS)]:
            done.result()


def _drop_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Take the indexes of the filled tables away; returns the statements that build them again."""
    statements = list(chain.from_iterable(_indexes(connection, table) for table in FILLED))
    for drop, _ in statements:
        connection.execute(drop)
    return [build for _, build in statements]


def _indexes(connection: psycopg.Connection[Any], table: str) -> list[tuple[str, str]]:
    """How to drop and to build each index of a table: constraints last to drop, first to build."""
    rows = connection.execute(
        """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
        FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
                                                 AND c.conrelid = i.indrelid
        WHERE i.indrelid = %s::regclass
        ORDER BY pg_get_indexdef(i.indexrelid) LIKE '%%USING gin%%' DESC, c.contype = 'p' DESC NULLS LAST
        """,
        [table],
    ).fetchall()
    return [_both_ways(table, *row) for row in rows]


def _both_ways(table: str, name: str, built: str, constraint: str | None, definition: str | None) -> tuple[str, str]:
    if constraint is None:
        return f"DROP INDEX {name}", built
    alter = f"ALTER TABLE {table}"
    return f"{alter} DROP CONSTRAINT {constraint} CASCADE", f"{alter} ADD CONSTRAINT {constraint} {definition}"


def _references(connection: psycopg.Connection[Any]) -> list[str]:
    """The statements that make anew the foreign keys to filled tables; what is there already is taken as checked."""
    rows = connection.execute(
        """
        SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s NOT VALID', conrelid::regclass, conname,
                      pg_get_constraintdef(oid))
        FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY (%s::regclass[])
        """,
        [list(FILLED)],
    )
    return [row[0] for row in rows]


def _finish(connection: psycopg.Connection[Any], size: int) -> None:
    connection.execute("SELECT setval('cases_case_number', %s)", [size])
    for table in NUMBERED:
        column = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
        top = sql.SQL("SELECT setval(%s, (SELECT coalesce(max(id), 1) FROM {}))").format(sql.Identifier(table))
        connection.execute(top, column)
    for table in FILLED:
        connection.execute(sql.SQL("VACUUM (ANALYZE, PARALLEL 0) {}").format(sql.Identifier(table)))
    connection.execute("CHECKPOINT")


def bodies() -> list[dict[str, object]]:
    """Who answers for the functions of the catalogue at each level, as the demo county has them."""
    from linli.demo import units

    county = [("county", "department", row) for row in units.DEPARTMENTS]
    county += [("county", "company", row) for row in units.COMPANIES]
    town = [("town", "office", row) for row in units.OFFICES]
    found = [(level, kind, name, functions) for level, kind, (name, _, functions) in [*county, *town]]
    found += [("community", kind, name, functions) for name, _, functions, kind in units.RESIDENT_BODIES]
    return [
        {"level": level, "kind": kind, "name": name.removeprefix("榆邑县"), "functions": list(functions)}
        for level, kind, name, functions in found
    ]


def _password() -> str:
    from django.contrib.auth.hashers import make_password

    from benchmarks.base import PASSWORD

    return make_password(PASSWORD)
