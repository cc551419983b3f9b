"""The whole of it on a few thousand cases: the city is made, the claims are measured, nothing is sent twice."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from benchmarks.city import database_of, run_chunk, shape
from linli.cases.models import Case

ROOT = Path(__file__).resolve().parents[2]
SIZE = "3000"
#: Those that take a second or two at this size and need nothing but the database.
CLAIMS = ("figures", "tiles", "clocks", "imports")


@pytest.fixture(scope="module")
def beside() -> str:
    """A database on the server of the tests, from which the measured one is made."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/postgres"))


@pytest.fixture(scope="module")
def _swept(beside: str) -> Iterator[None]:
    """What is made here is taken away again."""
    name = urlsplit(database_of(beside, SIZE)).path.lstrip("/")

    def sweep() -> None:
        with psycopg.connect(beside, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    sweep()
    yield
    sweep()


@pytest.mark.commands
@pytest.mark.usefixtures("_swept")
def test_a_small_city_is_made_and_measured(beside: str, tmp_path: Path):
    measured = {}
    for claim in CLAIMS:
        for row in run(beside, claim, tmp_path):
            measured[row["claim"]] = row
    assert measured["figures: equal to naive"]["ratio"] == 1
    assert measured["import: points to grids"]["value"] > 1000
    assert measured["import: register-like CSV"]["value"] > 100
    assert measured["import: bad lines told, and none other"]["value"] == 1
    assert {row["size"] for row in measured.values()} == {3000}
    with psycopg.connect(database_of(beside, SIZE)) as connection:
        assert connection.execute("SELECT count(*) FROM cases_case").fetchone() == (3000,)
        unlike = connection.execute("SELECT count(*) FROM cases_case c WHERE is_final <> (due_at IS NULL)").fetchone()
        assert unlike == (0,)
        built = connection.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'cases_case'").fetchall()
        assert {index.name for index in Case._meta.indexes} <= {name for (name,) in built}

    with psycopg.connect(database_of(beside, SIZE)) as connection:  # numbers that are longer than others stay apart
        connection.execute("SET session_replication_role = replica")  # as the loader does
        for name in ("cases", "parts"):
            run_chunk(connection, name, (9_999_900, 10_000_100), size=10_000_000, at=datetime.now(UTC))
        assert connection.execute("SELECT count(*) FROM cases_case WHERE id > 3000").fetchone() == (201,)
        connection.rollback()

    with psycopg.connect(database_of(beside, SIZE)) as connection:
        connection.execute(ONE_MORE)
    run(beside, "clocks", tmp_path)
    with psycopg.connect(database_of(beside, SIZE)) as connection:
        for table, count in {"cases_case": 3000, "cases_words": 3000, "maps_cellchange": 0}.items():
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,), table


#: A case as a claim leaves it, with what the triggers write of it.
ONE_MORE = """
    CREATE TEMPORARY TABLE one AS SELECT * FROM cases_case ORDER BY id DESC LIMIT 1;
    UPDATE one SET id = id + 1, no = 'left', public_code = 'left', open_key = gen_random_uuid();
    INSERT INTO cases_case SELECT * FROM one;
"""


def run(beside: str, claim: str, folder: Path) -> list[dict[str, Any]]:
    """One claim by the command; what it wrote."""
    path = folder / f"{claim}.json"
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks", "--size", SIZE, "--only", claim, "--json", str(path)]
    variables = {**os.environ, "DATABASE_URL": beside, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts'}"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "claim" in done.stdout
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_city_grows_with_its_cases_up_to_ten_counties():
    assert [shape(size).counties for size in (3000, 100_000, 1_000_000, 10_000_000)] == [1, 2, 10, 10]
