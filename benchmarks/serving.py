"""The web server as `./linli` starts it, and clients that keep their connections: what a program waits for."""

import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from os import environ, getpid
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60
_PLENTY = "1000000000"


@contextmanager
def server(url: str) -> Iterator["Server"]:
    """Granian on the measured database, with the workers and threads of scripts/serve.py; throttles stand open."""
    from cluster import free_port
    from serve import APPLICATION, WEB

    port = free_port()
    variables = {
        **environ,
        "DATABASE_URL": url,
        "LINLI_API_REPORTS_PER_MINUTE": _PLENTY,
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "granian", *WEB, "--host", "127.0.0.1", "--port", str(port), APPLICATION]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True)
class Server:
    """Where it listens, and its first process."""

    port: int
    pid: int


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/api/v1/reports")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the web server did not answer")


@dataclass
class Load:
    """What came back: milliseconds of each answer, how many of each status, and how long it all took."""

    ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.ms) / self.seconds


@dataclass
class _Line:
    """One kept connection: when it asked, and what has come so far."""

    socket: socket.socket
    asked: float = 0.0
    got: bytes = b""


def load(port: int, requests: Sequence[bytes], seconds: float, connections: int = 8) -> Load:
    """Send each request once over kept connections, one at a time on each, until the time or the requests are over."""
    waiting, done = iter(requests), Load()
    choose = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        choose.register(line.socket, selectors.EVENT_READ, line)
        _ask(line, waiting)
    open_lines = connections
    while open_lines:
        for key, _ in choose.select(10):
            line = key.data
            if _answered(line, done):
                more = time.perf_counter() - began < seconds and _ask(line, waiting)
                if not more:
                    choose.unregister(line.socket)
                    line.socket.close()
                    open_lines -= 1
    done.seconds = time.perf_counter() - began
    return done


def _ask(line: _Line, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is None:
        return False
    line.got, line.asked = b"", time.perf_counter()
    line.socket.sendall(request)
    return True


def _answered(line: _Line, done: Load) -> bool:
    """Whether the whole answer is here; it is counted then. Answers tell their length."""
    line.got += line.socket.recv(65536)
    head, found, body = line.got.partition(b"\r\n\r\n")
    if not found:
        return False
    length = next(int(row[15:]) for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:"))
    if len(body) < length:
        return False
    done.ms.append((time.perf_counter() - line.asked) * 1000)
    status = int(head[9:12])
    done.statuses[status] = done.statuses.get(status, 0) + 1
    return True


def post(path: str, body: bytes, kind: str, more: str = "") -> bytes:
    """A request as it goes over the line; ``more`` are further lines of its head."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def pgbench(url: str, script: str, *, seconds: int, connections: int = 8) -> float:
    """Transactions a second of one script, prepared, for so many seconds."""
    printed = _pgbench(url, script, "-T", str(seconds), "-c", str(connections))
    return next(float(line.split()[2]) for line in printed.splitlines() if line.startswith("tps"))


def pgbench_warm(url: str, script: str, *, warm: int, each: int, connections: int = 8) -> float:
    """The same for so many times on each connection, the first of which (``warm``) do not count."""
    micros: dict[str, list[int]] = {}
    with TemporaryDirectory() as folder:
        log = ("-l", "--log-prefix", f"{folder}/done")
        _pgbench(url, script, "-t", str(warm + each), "-c", str(connections), *log)
        for path in Path(folder).iterdir():
            for client, _number, took, *_ in map(str.split, path.read_text("ascii").splitlines()):
                micros.setdefault(client, []).append(int(took))
    return sum(each * 1e6 / sum(of_one[warm:]) for of_one in micros.values())


def _pgbench(url: str, script: str, *words: str) -> str:
    path = Path(gettempdir()) / f"linli-bench-{getpid()}.sql"
    path.write_text(script, encoding="utf-8")
    command = ["pgbench", "-n", "-M", "prepared", "-j", "2", *words, "-f", str(path), url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    path.unlink()
    if done.returncode or "tps" not in done.stdout:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    return done.stdout
