"""Backs up and restores the whole database: ``backup.py backup FILE``, ``backup.py restore FILE [--force]``.

Photos and recordings are in the database too. The two key files are not part of a backup; they are named instead.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from cluster import database, last_line, versions
from home import environment, open_home
from say import Refusal, program, say, step

#: PostGIS brings this table; a database with nothing else is empty.
NOT_OURS = ("spatial_ref_sys",)


class Server:
    """One database on one server, and PostgreSQL's own programs run against it."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.name = unquote(parts.path.lstrip("/"))
        self.variables = {
            **os.environ,
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port or ""),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
        }

    def run(self, name: str, *words: str | Path) -> None:
        """The password goes through the environment, where other users of the machine cannot read it."""
        command = [tool(name, self.major()), *words]
        done = subprocess.run(command, env=self.variables, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = last_line(done.stderr)
            raise Refusal(f"{name} 失败:{reason}", f"{name} failed: {reason}")

    def major(self) -> int:
        with psycopg.connect(self.url) as connection:
            return connection.info.server_version // 10000

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchall()

    def administer(self, statement: str, *names: str) -> None:
        """Run a statement about whole databases, whose names are the `{}` in it."""
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def is_empty(self) -> bool:
        query = "select 1 from pg_tables where schemaname = 'public' and tablename <> all(%s) limit 1"
        return not self.ask(query, list(NOT_OURS))

    def is_in_use(self) -> bool:
        query = (
            "select 1 from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
            " and backend_type = 'client backend' limit 1"
        )
        return bool(self.ask(query, self.name))


def tool(name: str, major: int) -> str:
    """PostgreSQL's program of that name: of the server's version where it is here, else the one on the PATH."""
    folder = versions().get(major)
    return name if folder is None else str(folder / name)


def back_up(server: Server, file: Path) -> None:
    unfinished = file.with_name(f"{file.name}.part")
    try:
        unfinished.touch(mode=0o600)
    except OSError as error:
        raise Refusal(f"无法写入 {file}({error.strerror})", f"{file} cannot be written ({error.strerror}).") from error
    try:
        with step(f"备份数据库到 {file}", "backing up"):
            server.run("pg_dump", "--format=custom", "--no-owner", "--file", unfinished, server.name)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"✓ {file}({file.stat().st_size / 1_000_000:.1f} MB)")


def restore(server: Server, file: Path, *, force: bool) -> None:
    """Restore into a new database and put it in the place of the old one only when it is complete."""
    if not file.is_file():
        raise Refusal(f"没有这个文件:{file}", f"There is no such file: {file}")
    if not force and not server.is_empty():
        raise Refusal(
            "数据库不是空的,恢复会替换其中全部数据。确定要替换请加 --force",
            "The database is not empty and would be replaced as a whole; if that is meant, add --force.",
        )
    if server.is_in_use():
        raise Refusal(
            "数据库正在使用。请先停止邻理(Ctrl-C)再恢复。", "The database is in use; stop Linli (Ctrl-C) first."
        )
    fresh = f"{server.name}_restoring"
    server.administer("drop database if exists {}", fresh)
    server.administer("create database {} template template0 encoding 'UTF8'", fresh)
    try:
        with step(f"从 {file} 恢复数据库", "restoring"):
            server.run("pg_restore", "--exit-on-error", "--no-owner", "--dbname", fresh, file)
        server.administer("drop database {}", server.name)
        server.administer("alter database {} rename to {}", fresh, server.name)
    except BaseException:
        server.administer("drop database if exists {}", fresh)
        raise
    say("✓ 已恢复 · restored")


def name_keys(home: Path, variables: dict[str, str]) -> None:
    """Say which keys the data need, with a fingerprint by which to recognise them."""
    fingerprint = hashlib.sha256(variables["LINLI_PRIVACY_KEY"].encode()).hexdigest()[:8]
    say(f"  姓名和电话用隐私密钥加密,密钥不在备份里,请另行保管:{home / 'secrets' / 'privacy_key'}(指纹 {fingerprint})")
    say(f"  names and telephones need the privacy key, kept apart from backups (fingerprint {fingerprint})")


def main() -> int:
    verb, *files = [word for word in sys.argv[1:] if word != "--force"]
    if len(files) != 1:
        raise Refusal(f"用法:./linli {verb} 文件", f"Usage: ./linli {verb} FILE")
    file = Path(files[0]).absolute()
    home = open_home()
    with database(home) as url:
        server = Server(url)
        if verb == "backup":
            back_up(server, file)
        else:
            restore(server, file, force="--force" in sys.argv)
        name_keys(home, environment(home, url))
    return 0


if __name__ == "__main__":
    program(main)
