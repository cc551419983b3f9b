"""A backup can be restored, and a restore never destroys what it was not asked to replace."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = f"linli_backup_{os.getpid()}"

pytestmark = pytest.mark.commands


@pytest.fixture(scope="module")
def template() -> Iterator[str]:
    """A database with the platform's tables and one photo, to be copied."""
    server = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f"create database {NAME}_template")
        made = server._replace(path=f"/{NAME}_template").geturl()
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(migrate, env={**os.environ, "DATABASE_URL": made}, check=True)
        query(made, "create table photo as select '\\x00ff'::bytea as bytes")
        yield f"{NAME}_template"
        admin.execute(f"drop database {NAME}_template with (force)")


@pytest.fixture
def url(template: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    server = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f"create database {NAME} template {template}")
        monkeypatch.setenv("DATABASE_URL", server._replace(path=f"/{NAME}").geturl())
        monkeypatch.setenv("LINLI_HOME", str(tmp_path))
        yield os.environ["DATABASE_URL"]
        admin.execute(f"drop database if exists {NAME} with (force)")


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "scripts" / "backup.py", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def tables(url: str) -> list[tuple[object, ...]]:
    return query(url, "select tablename from pg_tables where schemaname = 'public' order by 1")


def test_a_backup_restores_everything(url, tmp_path):
    file = tmp_path / "linli.dump"
    before = tables(url)
    made = run("backup", file)
    assert made.returncode == 0, made.stderr
    assert "privacy_key" in made.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    query(url, "drop table photo; create table later (it int)")

    refused = run("restore", file)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert tables(url) != before

    restored = run("restore", file, "--force")
    assert restored.returncode == 0, restored.stderr
    assert tables(url) == before
    assert query(url, "select bytes from photo") == [(b"\x00\xff",)]


def test_a_broken_file_changes_nothing(url, tmp_path):
    run("backup", tmp_path / "whole.dump")
    broken = tmp_path / "broken.dump"
    broken.write_bytes((tmp_path / "whole.dump").read_bytes()[:20_000])
    before = tables(url)
    refused = run("restore", broken, "--force")
    assert refused.returncode == 1
    assert "pg_restore" in refused.stderr
    assert tables(url) == before
    assert query(url, "select bytes from photo") == [(b"\x00\xff",)]


def test_a_database_in_use_is_not_replaced(url, tmp_path):
    file = tmp_path / "linli.dump"
    run("backup", file)
    with psycopg.connect(url):
        refused = run("restore", file, "--force")
    assert "正在使用" in refused.stderr
    assert query(url, "select bytes from photo") == [(b"\x00\xff",)]


@pytest.mark.usefixtures("url")
def test_a_missing_file_and_a_folder_that_cannot_be_written_are_named(tmp_path):
    assert "没有这个文件" in run("restore", tmp_path / "none.dump").stderr
    assert "无法写入" in run("backup", tmp_path / "none" / "linli.dump").stderr
