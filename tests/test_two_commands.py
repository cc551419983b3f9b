"""`./linli serve` as a person meets it: what it refuses, how it stops, what it keeps."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from cluster import THROWAWAY, check_server, cluster, free_port, running
from home import open_home, secret
from say import Refusal
from serve import listener

ROOT = Path(__file__).resolve().parents[1]
SERVE = [sys.executable, str(ROOT / "scripts" / "serve.py")]
#: Generous: the machine may be busy with other tests.
PATIENCE_SECONDS = 120
READY = "邻理已启动"

pytestmark = pytest.mark.commands


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that PostgreSQL's own user can reach too, which pytest's folders are not when root runs them."""
    folder = Path(tempfile.mkdtemp(prefix="linli-"))
    folder.chmod(0o755)
    (folder / "log").mkdir()
    (folder / "secrets").mkdir(mode=0o700)
    port = str(free_port())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LINLI_HOME", str(folder))
    monkeypatch.setenv("LINLI_PORT", port)
    monkeypatch.setenv("LINLI_PUBLIC_URL", f"http://127.0.0.1:{port}")
    yield folder
    shutil.rmtree(folder)


def start() -> subprocess.Popen[str]:
    """The platform, answering; what it said up to that point has been read."""
    started = subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert started.stdout is not None
    said = []
    for line in started.stdout:
        said.append(line)
        if READY in line:
            return started
    raise AssertionError("".join(said))


def refusal() -> str:
    """The sentence with which it does not start."""
    done = subprocess.run(SERVE, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert done.returncode == 1
    return done.stderr


def processes_of(home: Path) -> list[str]:
    """The command lines of everything that runs from this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            belongs = f"LINLI_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
        except OSError:
            continue
        if command and int(folder.name) != os.getpid() and (belongs or f"{home}/" in command):
            found.append(command)
    return found


def query(home: Path, sql: str) -> list[tuple[int]]:
    with psycopg.connect(cluster(home, "pg", ()).url()) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_it_answers_stops_without_a_trace_and_keeps_its_rows(home, monkeypatch):
    started = start()
    with closing(HTTPConnection("127.0.0.1", int(os.environ["LINLI_PORT"]), timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().headers["Content-Security-Policy"]
    query(home, "create table kept as select 1 as it")
    with monkeypatch.context() as second:
        second.setenv("LINLI_PORT", str(free_port()))
        assert "已经在运行" in refusal()
    started.send_signal(signal.SIGINT)
    assert started.communicate(timeout=PATIENCE_SECONDS)[0].endswith("已停止 · stopped\n")
    assert started.returncode == 0
    assert processes_of(home) == []

    started = start()
    assert query(home, "select it from kept") == [(1,)]
    os.kill(int(re.findall(r"pid (\d+)", listener(int(os.environ["LINLI_PORT"])))[0]), signal.SIGKILL)
    said = started.communicate(timeout=PATIENCE_SECONDS)[0]
    assert started.returncode == 1
    assert "web 意外停止" in said
    assert processes_of(home) == []


def test_a_taken_port_is_named_with_who_has_it(home, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("LINLI_PORT", str(port))
        sentence = refusal()
    assert f"端口 {port} 已被占用" in sentence
    assert f"pid {os.getpid()}" in sentence
    assert not (home / "pg").exists()


def test_a_number_that_is_no_port_is_refused(home, monkeypatch):
    monkeypatch.setenv("LINLI_PORT", "80000")
    assert "1 到 65535" in refusal()
    assert not (home / "pg").exists()


def test_a_home_that_cannot_be_written_is_refused(home, monkeypatch):
    (home / "file").touch()
    monkeypatch.setenv("LINLI_HOME", str(home / "file" / "below"))
    assert "--home" in refusal()


@pytest.mark.usefixtures("home")
def test_a_full_disk_is_refused(monkeypatch):
    monkeypatch.setattr("home.FRESH_BYTES", 10**18)
    with pytest.raises(Refusal, match="磁盘空间不足"):
        open_home()


def test_secrets_are_made_once_and_readable_by_their_owner_only(home):
    first = secret(home, "secret_key", "first")
    assert secret(home, "secret_key", "second") == first == "first"
    assert (home / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_cluster_killed_without_warning_starts_again(home):
    with running(home, "pg", THROWAWAY) as server:
        pid = server.pid()
        assert server.server is not None
        server.server.kill()
        server.server.wait()
        assert (server.data / "postmaster.pid").exists()
        assert server.pid() is None
    with running(home, "pg", THROWAWAY) as server:
        assert server.pid() not in {None, pid}
        assert query(home, "select 1") == [(1,)]
    assert server.pid() is None


def test_a_command_told_to_end_takes_its_cluster_along(home):
    run = [sys.executable, str(ROOT / "scripts" / "run.py"), "sh", "-c", "echo here; exec sleep 600"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as running_command:
        assert running_command.stdout is not None
        assert "here\n" in iter(running_command.stdout.readline, "")
        assert processes_of(home) != []
        running_command.send_signal(signal.SIGINT)
        running_command.terminate()
        running_command.wait(PATIENCE_SECONDS)
    assert processes_of(home) == []


def test_a_command_told_to_end_before_it_has_begun_does_not_go_on(home):
    run = [sys.executable, str(ROOT / "scripts" / "run.py"), "sleep", "600"]
    with subprocess.Popen(run) as running_command:
        while not any("pg" in command for command in processes_of(home) if "run.py" not in command):
            assert running_command.poll() is None
            time.sleep(0.01)
        running_command.terminate()  # its database has not started yet
        assert running_command.wait(PATIENCE_SECONDS) != 0
    assert processes_of(home) == []


def test_whoever_leaves_last_stops_the_cluster(home):
    with running(home, "pg", THROWAWAY) as server:
        pid = server.pid()
        with running(home, "pg", THROWAWAY) as same:
            assert same.pid() == pid
        assert server.pid() == pid
    assert server.pid() is None


def test_a_cluster_of_a_version_that_is_gone_is_named(home):
    with running(home, "pg", THROWAWAY) as server:
        pass
    (server.data / "PG_VERSION").write_text("12\n", encoding="ascii")
    with pytest.raises(Refusal, match="postgresql-12-postgis-3"), running(home):
        pass


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "连不上 DATABASE_URL"),
        ("nonsense", "连不上 DATABASE_URL"),
    ],
)
def test_a_database_of_ones_own_that_cannot_be_used_is_named(home, monkeypatch, url, sentence):
    monkeypatch.setenv("DATABASE_URL", url)
    assert sentence in refusal()
    assert not (home / "pg").exists()


def test_a_database_of_ones_own_that_is_too_old_is_named(home, monkeypatch):
    with running(home, "pg", THROWAWAY) as server:
        check_server(server.url())
        monkeypatch.setattr("cluster.OLDEST", 99)
        with pytest.raises(Refusal, match=r"DATABASE_URL 的 PostgreSQL 是 \d+,需要 99(.|\n)*99 or newer is needed"):
            check_server(server.url())
