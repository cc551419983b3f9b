"""Starts the platform and keeps it running until it is told to stop: ``serve.py [--town]``.

PostgreSQL, the web server and the worker are started in this order and stopped in the other. Ctrl-C, SIGTERM and
a closed terminal all stop everything; a program that dies takes the others with it and the end of its log is shown.

Web server and worker are forked from this program, which has loaded Django to make the database ready: so it is
loaded once, and held once in memory.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType
from typing import NoReturn

from cluster import database
from home import ROOT, alone, environment, open_home
from say import Refusal, program, say, step

READY_SECONDS = 120
STOP_SECONDS = 15
LOG_LINES = 15
PORTS = 65_536
LOG_BYTES = 10_000_000
#: An open wall of the command centre holds a thread (at most LINLI_STREAMS of them); the others serve pages.
WEB = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "24", "--no-ws")
APPLICATION = "linli.project.wsgi:application"
#: Several at once: a program outside that answers slowly must not hold up the clocks.
WORKER = ("procrastinate", "worker", "--concurrency", "4", "--delete-jobs", "successful")
PR_SET_NAME = 15
PR_SET_PDEATHSIG = 1
FORKING = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Child:
    name: str
    process: ForkProcess
    log: Path

    def refuse_if_dead(self) -> None:
        status = self.process.exitcode
        if status is not None:
            self.refuse(f"{self.name} 意外停止(状态 {status})", f"{self.name} stopped by itself (status {status})")

    def refuse(self, chinese: str, english: str) -> NoReturn:
        """Raises: Refusal: always, with the end of the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        end = "\n    ".join(lines)
        raise Refusal(f"{chinese}。日志 {self.log} 的结尾:\n    {end}", f"{english}; the end of its log is above.")


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def child(name: str, work: Callable[[], None], home: Path) -> Iterator[Child]:
    """A process in a group of its own, stopped with all it started."""
    log = home / "log" / f"{name}.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    process = FORKING.Process(target=become, args=(name, work, log))
    process.start()
    try:
        yield Child(name, process, log)
    finally:
        stop(process)


def become(name: str, work: Callable[[], None], log: Path) -> None:
    """Go on as another program, with nothing of this one but what it has loaded."""
    os.setsid()
    die_with_parent()
    ctypes.CDLL(None).prctl(PR_SET_NAME, f"linli-{name}".encode())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output, stream.fileno())
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # as it is since the start
    work()


def be_web(port: int) -> None:
    from granian.cli import entrypoint

    multiprocessing.set_start_method("fork", force=True)
    sys.argv = ["granian", *WEB, "--host", "127.0.0.1", "--port", str(port), APPLICATION]
    entrypoint()  # type: ignore[no-untyped-call]  # its own types are missing


def be_worker() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *WORKER])


def stop(process: ForkProcess) -> None:
    process.terminate()
    process.join(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()


def refuse_taken_port(port: int) -> None:
    if not 0 < port < PORTS:
        raise Refusal(f"端口必须在 1 到 {PORTS - 1} 之间。", f"A port is a number from 1 to {PORTS - 1}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Refusal(
                f"没有权限使用端口 {port}。请换一个 1024 以上的端口,如 --port 8000",
                f"Port {port} may not be used; choose one above 1024, such as --port 8000.",
            ) from error
        except OSError as error:
            raise Refusal(
                f"端口 {port} 已被占用{listener(port)}。请换一个:--port {port % 65535 + 1}",
                f"Port {port} is already taken{listener(port)}; choose another: --port {port % 65535 + 1}",
            ) from error


def listener(port: int) -> str:
    """The program that listens on the port, in brackets; nothing if we may not know."""
    sockets = listening_sockets(port)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if sockets & {str(link.readlink()) for link in (folder / "fd").iterdir()}:
                return f" ({(folder / 'comm').read_text(encoding='utf-8').strip()}, pid {folder.name})"
        except OSError:
            continue
    return ""


def listening_sockets(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if table.exists():
            for line in table.read_text(encoding="ascii").splitlines()[1:]:
                words = line.split()
                if words[3] == "0A" and int(words[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{words[9]}]")
    return found


def make_ready(variables: dict[str, str], *, town: bool) -> None:
    """Load the program with these variables and make all ready for it; raises ``Refusal``."""
    os.environ.update(variables)
    sys.path.insert(0, str(ROOT / "src"))
    import ready

    ready.make_ready(sign_ins(variables) if town else None)
    gc.collect()
    gc.freeze()  # memory that is never looked through stays shared with what is forked


def sign_ins(variables: dict[str, str]) -> Path:
    """Where the demo town's sign-ins are written when it is made ready, and read when all runs."""
    return Path(variables["LINLI_HOME"]) / "sign-ins.txt"


def wait_until_answering(port: int, web: Child, worker: Child) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while (status := answer(port)) is None:
        web.refuse_if_dead()
        worker.refuse_if_dead()
        if time.monotonic() > deadline:
            web.refuse(f"网页服务 {READY_SECONDS} 秒内没有应答", f"the web server did not answer in {READY_SECONDS} s")
        time.sleep(0.1)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        web.refuse(f"网页服务出错({status})", f"the web server answers with an error ({status})")


def answer(port: int) -> int | None:
    """The status with which the first page is answered; None while nobody answers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except OSError:
            return None


def welcome(variables: dict[str, str], *, town: bool) -> None:
    say()
    if town:
        say(sign_ins(variables).read_text(encoding="utf-8"))
    say(f"✓ 邻理已启动:{variables['LINLI_PUBLIC_URL']}/   · Linli is running (Ctrl-C 停止 · stops it)")


def stop_on(*signals: signal.Signals) -> None:
    """The first of these signals unwinds the program; later ones are ignored while it does."""

    def unwind(_number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in signals:
        signal.signal(each, unwind)


def serve(home: Path, port: int, *, town: bool) -> None:
    with ExitStack() as held:
        url = held.enter_context(database(home))
        variables = environment(home, url)
        make_ready(variables, town=town)
        refuse_taken_port(port)
        with step("启动网页服务和后台任务", "web server and worker"):
            children = (
                held.enter_context(child("web", partial(be_web, port), home)),
                held.enter_context(child("worker", be_worker, home)),
            )
            wait_until_answering(port, *children)
        welcome(variables, town=town)
        while True:
            for each in children:
                each.refuse_if_dead()
            time.sleep(0.2)


def main() -> int:
    die_with_parent()
    stop_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    port = int(os.environ.get("LINLI_PORT") or 8000)
    try:
        home = open_home()
        refuse_taken_port(port)
        with alone(
            home / "serve.lock",
            f"{home} 里的邻理已经在运行。要同时运行另一套,请用 --home 指定另一个目录。",
            f"Linli is already running from {home}; for a second one choose another --home DIR.",
        ):
            serve(home, port, town="--town" in sys.argv)
    except KeyboardInterrupt:
        say("\n✓ 已停止 · stopped")
    return 0


if __name__ == "__main__":
    program(main)
