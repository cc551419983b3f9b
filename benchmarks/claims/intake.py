"""Intake: the public report as JSON over HTTP, beside pgbench writing the same rows in one statement."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import msgspec
from django.apps import apps
from django.db import connection

from benchmarks.results import Result, not_measured, percentile
from benchmarks.run import Run
from benchmarks.serving import ROOT, Load, load, pgbench, post, server

CLAIM = "intake: reports through HTTP, 8 connections"
ROUNDS, SECONDS = 3, 8
#: Rows that our own code wrote, copied by pgbench.
COPIED = 1500
_MOST = 60_000
#: The rate in a city of so few cases is what the rate in a large one is compared with.
SMALL, SMALL_SIZE = "10k", 10_000


def measure(run: Run) -> list[Result]:
    """Reports a second through HTTP, and by pgbench, in turns; with fsync, or not at all."""
    if is_unsafe():
        return [not_measured(CLAIM, run.size, "fsync is off on this server")]
    waiting = list(_requests(_MOST))
    runs, limits = list[Load](), list[float]()
    with server(run.url) as web:
        load(web.port, waiting[:COPIED], 60)  # plans and caches are made, and pgbench has rows to copy
        script = _copying()
        left = waiting[COPIED:]
        for _ in range(ROUNDS):
            runs.append(load(web.port, left, SECONDS))
            left = left[len(runs[-1].ms) :]
            limits.append(pgbench(run.url, script, seconds=SECONDS))
    results = _results(run, runs, limits)
    return [*results, _slope(run, results[0].value or 0)] if run.size > SMALL_SIZE else results


def _slope(run: Run, rate: float) -> Result:
    """The rate here beside that in a small city on the same server, measured right after."""
    claim = "intake: no slope (limit: at 10 k)"
    run.say(f"intake, {SMALL}")
    small = _small_rate(run.beside)
    if not small:
        return not_measured(claim, run.size, f"the run at {SMALL} failed")
    return Result(claim, run.size, rate, "/s", small, rate / small, "ratio >= 0.85")


def _small_rate(beside: str) -> float:
    """The same claim in a program of its own, in a city that is made if it is not there; 0 if that fails."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.json"
        words = ["--size", SMALL, "--only", "intake", "--json", str(path)]
        variables = {**os.environ, "DATABASE_URL": beside}
        command = [sys.executable, "-m", "benchmarks", *words]
        subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, check=False)
        rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return float(next((row["value"] for row in rows if row["claim"] == CLAIM), None) or 0)


def _results(run: Run, runs: list[Load], limits: list[float]) -> list[Result]:
    rate = sum(len(each.ms) for each in runs) / sum(each.seconds for each in runs)
    limit = sum(limits) / len(limits)
    ms = [one for each in runs for one in each.ms]
    refused = sum(count for each in runs for status, count in each.statuses.items() if status != 201)  # noqa: PLR2004
    note = f"median {percentile(ms, 0.5):.1f} ms; {refused} not 201"
    return [
        Result(CLAIM, run.size, rate, "/s", limit, rate / limit, "ratio >= 0.4", note=note),
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


def _requests(count: int) -> Iterator[bytes]:
    """Reports as residents send them, at places and about matters with the city's own skew."""
    dice = random.Random(count)  # noqa: S311 - no cryptography
    with connection.cursor() as cursor:
        cursor.execute("SELECT x, y, w, h FROM bench.grid ORDER BY rank")
        grids = cursor.fetchall()
        cursor.execute("SELECT code FROM matters_matter WHERE is_public AND is_active ORDER BY code")
        matters = [code for (code,) in cursor.fetchall()]
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
