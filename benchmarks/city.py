"""The city that is measured: made set-based, kept for the next run. README.md says what is made and what is not.

Cases go in without indexes but their key and those that hold only few of them, without foreign keys and triggers, a
chunk at a time: one session makes cases, and another, a chunk behind, what hangs on them. After that the same two build
indexes, that of words first, since it takes longest, and those of cases while the server holds them in its own memory;
then they count figures and squares of the map; what is short comes last, so that both are busy to the end. Meanwhile
nothing is vacuumed, and the server writes checkpoints seldom and logs no whole pages. The database's user must be its
superuser, as it is in the private cluster.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from queue import Queue
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.warming import can_read

SQL = Path(__file__).parent / "sql"
NUMBERED = ("cases_case", "cases_clock", "cases_assignment", "cases_step", "cases_contact", "cases_follow")
FILLED = (*NUMBERED, "cases_done", "cases_words")
#: Its primary key stays while it is filled: what hangs on a chunk of cases is found by it.
KEYED = "cases_case"
#: The ends of indexes that stay: those told to hold few, since to look through all cases for them takes longer, and the
#: one that the words of a chunk are told their units by.
KEPT = (
    r" WHERE .*(NOT is_final|(due_at|owed_at|merged_into_id|origin_id) IS NOT NULL|ended_at IS NULL|accepted_at - ).*"
    r"|cases_assignment USING btree \(case_id\)"
)
#: The largest first: its index takes longest, and it cannot be tidied meanwhile.
COUNTED = ("stats_rollup", "stats_fact", "maps_cell")
LARGEST_CHUNK, SMALLEST_CHUNK = 100_000, 10_000
SESSIONS = 2
#: For the sessions that load; superuser only.
IN_A_HURRY = (
    "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB';"
    " SET max_parallel_maintenance_workers = 0; SET jit = off; SET lock_timeout = 0"
)
#: For building an index, little memory: what is sorted, or gathered of the words before they are written, then stays in
#: the processor's caches. With 64 MB others take half as long again, with 1 GB words do.
MEMORY, MEMORY_OF_WORDS = "8MB", "64MB"
#: Of the server, while it loads: fewer checkpoints, each of which makes pages be written whole once more; and no page
#: is written whole into the log, as a server with checksums does even when it only notes that rows are visible. What
#: saves half-written pages after a crash then lacks until the load ends; a load that is broken off begins anew.
LOADING = {"max_wal_size": "16GB", "checkpoint_timeout": "1h", "full_page_writes": "off"}
Say = Callable[[str], None]
Span = tuple[int, int]


class Work(NamedTuple):
    """Something to be done on one of a few sessions, and what it is called."""

    what: str
    do: Callable[[psycopg.Connection[Any]], object]


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
    from benchmarks.base import countings

    began, at = perf_counter(), datetime.now(UTC)
    with _loading(url):
        with _session(url) as connection:
            _run(connection, "helpers", {})
            _say(say, began, "区划、单位、人员 · ground, units, people")
            ground = shape(size)
            _run(connection, "areas", {"counties": ground.counties, "towns": ground.towns})
            _run(connection, "people", {"bodies": json.dumps(bodies()), "password": _password()})
            _run(connection, "lots", {})
            references = _references(connection)
            indexes = {table: _take_indexes(connection, table) for table in (*FILLED, *COUNTED)}
        _say(say, began, f"{size:,} 件 · cases")
        _in_parallel(url, _filling(size, at))
        _say(say, began, "索引、统计、地图的计数 · indexes, figures, squares of the map")
        hanging = [index for table in FILLED if table != KEYED for index in indexes[table]]
        words, others = ([index for index in hanging if index.is_gin is gin] for gin in (True, False))
        counted = (_counting(name, work) for name, work in countings().items())
        held = Work("cases into memory", partial(_hold_cases, say=say))
        _in_parallel(url, [*_built(words), held, *_built(indexes[KEYED]), *counted, *_built(others)])
        _say(say, began, "其余索引、统计信息 · their indexes, statistics")
        of_counted = _built(index for table in COUNTED for index in indexes[table])
        _in_parallel(url, [*of_counted, *_tidied((*FILLED, *reversed(COUNTED)))])
        with _session(url) as connection:
            connection.execute("TRUNCATE bench.counted")
            for index in chain.from_iterable(indexes.values()):
                if index.attached:
                    connection.execute(index.attached)
            for statement in references:
                connection.execute(statement)
            _set_sequences(connection, size)
            connection.execute(
                "ANALYZE areas_area, areas_unit, areas_posting, accounts_user, matters_matter; CHECKPOINT"
            )
            seconds = perf_counter() - began
            connection.execute("INSERT INTO bench.loaded VALUES (%s, %s, %s, now())", [size, at, seconds])
    return seconds


def _say(say: Say, began: float, text: str) -> None:
    say(f"{perf_counter() - began:6.0f} s  {text}")


@contextmanager
def _loading(url: str) -> Iterator[None]:
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in LOADING.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            for name in LOADING:
                connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name)))
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CHECKPOINT")  # from here on pages are written whole again


def _counting(name: str, work: Callable[[], None]) -> Work:
    return Work(name, lambda _connection: work())


def slowest(url: str, most: int = 15) -> list[tuple[str, float]]:
    """Where the time of loading went: what was done, and the seconds of a session it took, the most first."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('bench.worked')").fetchone() == (None,):
            return []  # loaded before this was noted
        query = "SELECT what, sum(seconds) FROM bench.worked GROUP BY what ORDER BY 2 DESC LIMIT %s"
        return connection.execute(query, [most]).fetchall()


def _session(url: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(IN_A_HURRY)
    return connection


def _run(connection: psycopg.Connection[Any], name: str, params: dict[str, object]) -> None:
    """Run every statement of a file; parameters are put in by the client, since several statements are one text."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(text, params)


def _filling(size: int, at: datetime) -> list[Work]:
    """Making all cases, and, of each chunk as soon as it is there, what hangs on them."""
    made: Queue[Span | None] = Queue()

    def cases(connection: psycopg.Connection[Any]) -> None:
        try:
            for span in _spans(size):
                run_chunk(connection, "cases", span, size=size, at=at)
                made.put(span)
        finally:
            made.put(None)

    def parts(connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            # Of tables that are emptied in the same transaction the server keeps no log.
            emptied = [*(table for table in FILLED if table != KEYED), "bench.counted"]
            connection.execute(f"TRUNCATE {', '.join(emptied)}")
            for span in iter(made.get, None):
                run_chunk(connection, "parts", span, size=size, at=at)

    return [Work("cases", cases), Work("parts of cases", parts)]


def run_chunk(connection: psycopg.Connection[Any], name: str, span: Span, *, size: int, at: datetime) -> None:
    """Make the ``cases`` of these row numbers, both ends included, or their ``parts``, as of a city so large."""
    _run(connection, name, {"first": span[0], "last": span[1], "size": size, "at": at})


def _spans(size: int) -> Iterator[Span]:
    chunk = min(max(size // 8, SMALLEST_CHUNK), LARGEST_CHUNK)
    return ((first, min(first + chunk - 1, size)) for first in range(1, size + 1, chunk))


def _in_parallel(url: str, works: Sequence[Work]) -> None:
    """Do each work on one of a few sessions."""
    waiting = iter(works)

    def session() -> None:
        with _session(url) as connection:
            for work in waiting:  # a list's iterator hands out each once, threads or not
                began = perf_counter()
                work.do(connection)
                connection.execute("INSERT INTO bench.worked VALUES (%s, %s)", [work.what, perf_counter() - began])

    with ThreadPoolExecutor(SESSIONS) as threads:
        for done in [threads.submit(session) for _ in range(SESSIONS)]:
            done.result()


def _hold_cases(connection: psycopg.Connection[Any], *, say: Say) -> None:
    """Have the server read all cases into its own memory, if they fit: each of their indexes goes through them all.

    What only the system holds is copied each time, which is a fifth of building an index.
    """
    if can_read(connection, say):
        connection.execute(
            """
            SELECT pg_prewarm(oid, 'buffer')
            FROM pg_class, (SELECT setting::bigint AS blocks FROM pg_settings WHERE name = 'shared_buffers') AS held
            WHERE oid = %s::regclass AND pg_relation_size(oid) <= blocks * current_setting('block_size')::int
            """,
            [KEYED],
        )


class Index(NamedTuple):
    """How one index is built, and made a constraint of its table again where it was one."""

    built: str
    attached: str

    @property
    def is_gin(self) -> bool:
        """Whether it takes longer than all others."""
        return " USING gin " in self.built


def _built(indexes: Iterable[Index]) -> list[Work]:
    return [Work(index.built.split(" ON ")[0], partial(_build, index=index)) for index in indexes]


def _take_indexes(connection: psycopg.Connection[Any], table: str) -> list[Index]:
    """Take away the indexes of a table that hold many rows, and have nobody vacuum it; returns how they are built.

    A constraint is built as an index and attached later: adding it would wait for everybody who reads the table.
    """
    rows = connection.execute(
        """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname,
               CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END
        FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
                                                 AND c.conrelid = i.indrelid
        WHERE i.indrelid = %s::regclass AND NOT (i.indisprimary AND i.indrelid = %s::regclass)
            AND pg_get_indexdef(i.indexrelid) !~ %s
        ORDER BY c.contype = 'p' NULLS FIRST
        """,
        [table, KEYED, f"({KEPT})$"],
    ).fetchall()
    connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    return [_taken(connection, table, *row) for row in rows]


def _build(connection: psycopg.Connection[Any], *, index: Index) -> None:
    memory = MEMORY_OF_WORDS if index.is_gin else MEMORY
    connection.execute(sql.SQL("SET maintenance_work_mem = {}").format(memory))
    connection.execute(index.built)


def _taken(connection: psycopg.Connection[Any], table: str, name: str, built: str, *constraint: str) -> Index:
    kept, kind = constraint
    if not kept:
        connection.execute(f"DROP INDEX {name}")
        return Index(built, "")
    connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {kept} CASCADE")
    return Index(built, f"ALTER TABLE {table} ADD CONSTRAINT {kept} {kind} USING INDEX {name}")


def _references(connection: psycopg.Connection[Any]) -> list[str]:
    """The statements that make anew the foreign keys to filled tables; what is there already is taken as checked."""
    rows = connection.execute(
        """
        SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s NOT VALID', conrelid::regclass, conname,
                      pg_get_constraintdef(oid))
        FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY (%s::regclass[])
        """,
        [[table for table in FILLED if table != KEYED]],
    )
    return [row[0] for row in rows]


def _set_sequences(connection: psycopg.Connection[Any], size: int) -> None:
    connection.execute("SELECT setval('cases_case_number', %s)", [size])
    for table in NUMBERED:
        column = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
        top = sql.SQL("SELECT setval(%s, (SELECT coalesce(max(id), 1) FROM {}))").format(sql.Identifier(table))
        connection.execute(top, column)


def _tidied(tables: Iterable[str]) -> list[Work]:
    return [Work(f"tidy {table}", partial(_tidy, table=table)) for table in tables]


def _tidy(connection: psycopg.Connection[Any], *, table: str) -> None:
    connection.execute(f"ALTER TABLE {table} RESET (autovacuum_enabled)")
    # Nothing was deleted: the indexes need not be looked through.
    connection.execute(f"VACUUM (ANALYZE, INDEX_CLEANUP off, PARALLEL 0) {table}")


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
