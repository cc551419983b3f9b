"""Timing: statements in the database as our own code sends them, and the same statements by psql."""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import Any

import psycopg

#: A statement that takes longer is broken off and counted as having taken so long.
LONGEST_SECONDS = 20.0
#: What takes longer is not asked a second time.
SLOW_MS = 1000.0


@dataclass
class Timed:
    """What one thing took each time, in milliseconds, and the statements it sent."""

    what: str
    ms: list[float] = field(default_factory=list)
    #: The same with everything that is not the database.
    whole_ms: list[float] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    @property
    def worst(self) -> float:
        """The longest."""
        return max(self.ms)


@dataclass
class _Recorder:
    """Counts the time of every statement that Django sends; called by Django around each."""

    only: Sequence[str] = ()
    ms: float = 0.0
    sent: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not self.only or any(words in sql for words in self.only):
                self.ms += (perf_counter() - began) * 1000
                self.sent.append(_written_out(context["connection"].connection, sql, params))


def _written_out(connection: Any, sql: str, params: Any) -> str:
    return psycopg.ClientCursor(connection).mogrify(sql, params)


@contextmanager
def recorded(only: Sequence[str] = ()) -> Iterator[_Recorder]:
    """The time spent in the database inside, on statements that have one of these words."""
    from django.db import connection

    recorder = _Recorder(only)
    connection.ensure_connection()
    with connection.execute_wrapper(recorder):
        yield recorder


def in_database(what: str, ask: Callable[[], object], times: int = 5, only: Sequence[str] = ()) -> Timed:
    """Ask so often and count what the database took; once only where it takes more than a second.

    ``only``: count only statements with one of these words in them.
    """
    from django.db import OperationalError, connection

    found = Timed(what)
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(LONGEST_SECONDS * 1000)}")
    for _ in range(times):
        began = perf_counter()
        with recorded(only) as recorder:
            try:
                ask()
            except OperationalError:
                recorder.ms = LONGEST_SECONDS * 1000
        found.ms.append(recorder.ms)
        found.whole_ms.append((perf_counter() - began) * 1000)
        found.statements = recorder.sent
        if recorder.ms > SLOW_MS:
            break
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    return found


def again(timed: Timed) -> Timed:
    """The same with its statements sent once more, without the page around them; not where they took over a second."""
    from django.db import OperationalError, connection

    if timed.worst > SLOW_MS:
        return timed
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(LONGEST_SECONDS * 1000)}")
        began = perf_counter()
        with suppress(OperationalError):
            for statement in timed.statements:
                cursor.execute(statement)
        timed.ms.append((perf_counter() - began) * 1000)
        cursor.execute("SET statement_timeout = 0")
    return timed


def by_psql(url: str, pages: Sequence[Sequence[str]]) -> list[float]:
    """What psql says that the statements of each page take together, in milliseconds; one process, one connection."""
    script = "\n".join(
        ["\\set QUIET on", "\\o /dev/null", f"SET statement_timeout = {int(LONGEST_SECONDS * 1000)};", "\\timing on"]
        + [f"{' '.join(statement.split())};" for page in pages for statement in page]
    )
    done = subprocess.run(["psql", "-X", url], input=script, capture_output=True, text=True, check=True)
    took = iter([float(ms) for ms in re.findall(r"Time: ([\d.]+) ms", done.stdout)])
    return [sum(islice(took, len(page))) for page in pages]
