"""Intake: the public report as JSON over HTTP, beside pgbench writing the same rows in one statement."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

import msgspec
import psycopg
from django.apps import apps
from django.db import connection

from benchmarks.city import database_of
from benchmarks.results import Result, not_measured, percentile
from benchmarks.run import Run
from benchmarks.serving import ROOT, Load, load, pgbench, post, server
from benchmarks.sweep import sweep

CLAIM = "intake: reports through HTTP, 8 connections"
#: Many short turns: what the machine does beside falls on all of them alike.
ROUNDS, SECONDS = 6, 4
#: Rows that our own code wrote, copied by pgbench.
COPIED = 1500
_MOST = 60_000
#: The rate in a city of so few cases is what the rate in a large one is compared with.
SMALL, SMALL_SIZE = "10k", 10_000


@dataclass
class _Door:
    """A server on one city, what is still to be reported to it, and what came of what was."""

    port: int
    left: list[bytes]
    runs: list[Load] = field(default_factory=list)

    def ask(self, seconds: float) -> None:
        """Report for so long, over all connections."""
        self.runs.append(load(self.port, self.left, seconds))
        self.left = self.left[len(self.runs[-1].ms) :]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(len(each.ms) for each in self.runs) / sum(each.seconds for each in self.runs)


def measure(run: Run) -> list[Result]:
    """Reports a second through HTTP, here and in a small city, and by pgbench, in turns; with fsync, or not at all."""
    if is_unsafe():
        return [not_measured(CLAIM, run.size, "fsync is off on this server")]
    limits = list[float]()
    with ExitStack() as opened:
        here = _opened(opened, run.url)
        script = _copying()  # there are rows to copy by now
        url = _small_city(run)
        small = _opened(opened, url) if url else None
        for _ in range(ROUNDS):
            here.ask(SECONDS)
            limits.append(pgbench(run.url, script, seconds=SECONDS))
            if small:
                small.ask(SECONDS)
    if url:
        sweep(url, SMALL_SIZE)
    results = _results(run, here, sum(limits) / len(limits))
    return [*results, _slope(run, here, small)] if run.size > SMALL_SIZE else results


def _opened(opened: ExitStack, url: str) -> _Door:
    """A server on a city that has made its plans and caches."""
    door = _Door(opened.enter_context(server(url)).port, list(_requests(url, _MOST)))
    load(door.port, door.left[:COPIED], 60)
    return _Door(door.port, door.left[COPIED:])


def _small_city(run: Run) -> str | None:
    """The address of a small city on the same server, made by a program of its own; none where that fails."""
    if run.size <= SMALL_SIZE:
        return None
    run.say(f"intake, {SMALL}")
    command = [sys.executable, "-m", "benchmarks", "--size", SMALL, "--load-only"]
    variables = {**os.environ, "DATABASE_URL": run.beside}
    done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, check=False)
    return database_of(run.beside, SMALL) if done.returncode == 0 else None


def _slope(run: Run, here: _Door, small: _Door | None) -> Result:
    """The rate here beside that in a small city on the same server, in turns."""
    claim = "intake: no slope (limit: at 10 k)"
    if small is None:
        return not_measured(claim, run.size, f"the city of {SMALL} could not be made")
    return Result(claim, run.size, here.rate, "/s", small.rate, here.rate / small.rate, "ratio >= 0.85")


def _results(run: Run, here: _Door, limit: float) -> list[Result]:
    ms = [one for each in here.runs for one in each.ms]
    refused = sum(
        count for each in here.runs for status, count in each.statuses.items() if status != HTTPStatus.CREATED
    )
    note = f"median {percentile(ms, 0.5):.1f} ms; {refused} not 201"
    return [
        Result(CLAIM, run.size, here.rate, "/s", limit, here.rate / limit, "ratio >= 0.4", note=note),
        Result("intake: p99 of an answer", run.size, percentile(ms, 0.99), "ms", goal="value < 50", note=note),
    ]


def is_unsafe() -> bool:
    """Whether the server forgets in a crash what it has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return bool(cursor.fetchone()[0] == "off")


def columns_of(table: str) -> list[str]:
    """The columns of one of our tables but for its own number."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)  # noqa: SLF001
    return [field.column for field in model._meta.concrete_fields if field.column != "id"]  # noqa: SLF001


def _requests(url: str, count: int) -> Iterator[bytes]:
    """Reports as residents of a city send them, at places and about matters with the city's own skew."""
    dice = random.Random(count)  # noqa: S311 - no cryptography
    with psycopg.connect(url) as city:
        grids = city.execute("SELECT x, y, w, h FROM bench.grid ORDER BY rank").fetchall()
        public = city.execute("SELECT code FROM matters_matter WHERE is_public AND is_active ORDER BY code")
        matters = [code for (code,) in public]
    for number in range(count):
        x, y, w, h = grids[int(len(grids) * dice.random() ** 1.8)]
        told = {
            "key": str(uuid4()),
            "matter": matters[int(len(matters) * dice.random() ** 2)],
            "description": f"第 {number} 件：门口的路灯不亮，晚上看不见，怕摔着老人，已经三天了。",
            "address": f"建设路{number % 300}号",
            "lon": x + w * dice.random(),
            "lat": y + h * dice.random(),
        }
        if number % 3 == 0:
            told |= {"contact_name": "李建国", "contact_phone": f"138{number:08d}"}
        yield post("/api/v1/reports", msgspec.json.encode(told), "application/json")


#: What must differ in each copy.
_ANEW = {
    "open_key": "gen_random_uuid()",
    "key": "gen_random_uuid()",
    "no": "given.county || '-000000-' || nextval('cases_case_number')",
    "public_code": "upper(substr(md5(random()::text), 1, 12))",
    "case_id": "new_case.id",
    "dedupe": "'copy:' || gen_random_uuid()",
}
_COPIED_TABLES = ("cases_clock", "cases_step", "cases_contact", "audit_entry", "notices_notice")
_BELONGS = {
    "audit_entry": "written.subject_id = chosen.no AND written.verb = 'case.report'",
    "notices_notice": "written.link = '/desk/cases/' || chosen.id || '/'",
}


def _copying() -> str:
    """A pgbench script that writes one of the rows last opened once more, with all that belongs to it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench.chosen")
        cursor.execute(
            f"CREATE TABLE bench.chosen AS SELECT row_number() OVER () AS n, c.* FROM"
            f" (SELECT * FROM cases_case ORDER BY id DESC LIMIT {COPIED}) c"
        )
        cursor.execute("ALTER TABLE bench.chosen ADD PRIMARY KEY (n)")
        for table in _COPIED_TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS bench.copy_{table}")
            belongs = _BELONGS.get(table, "written.case_id = chosen.id")
            cursor.execute(
                f"CREATE TABLE bench.copy_{table} AS SELECT chosen.n, written.*"
                f" FROM bench.chosen JOIN {table} written ON {belongs}"
            )
            cursor.execute(f"CREATE INDEX ON bench.copy_{table} (n)")
        cursor.execute("ANALYZE")
    parts = [
        f"new_{table} AS (INSERT INTO {table} ({', '.join(columns_of(table))})"
        f" SELECT {_values(table)} FROM new_case, bench.copy_{table} given WHERE given.n = :n)"
        for table in _COPIED_TABLES
    ]
    case = (
        f"new_case AS (INSERT INTO cases_case ({', '.join(columns_of('cases_case'))}) SELECT {_values('cases_case')}"
        " FROM bench.chosen given WHERE given.n = :n RETURNING id)"
    )
    return f"\\set n random(1, {COPIED})\nWITH {', '.join([case, *parts])} SELECT id FROM new_case;\n"


def _values(table: str) -> str:
    return ", ".join(_ANEW.get(column, f"given.{column}") for column in columns_of(table))
