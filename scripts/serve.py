"""Starts the platform and keeps it running until it is told to stop: ``serve.py [--town]``.

PostgreSQL, the web server and the worker are started in this order and stopped in the other. Ctrl-C, SIGTERM and
a closed terminal all stop everything; a program that dies takes the others with it and the end of its log is shown.
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from cluster import database
from home import ROOT, alone, environment, open_home
from say import Refusal, program, say, step

READY_SECONDS = 60
STOP_SECONDS = 15
LOG_LINES = 15
LOG_BYTES = 10_000_000
WEB = (
    "granian",
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--blocking-threads",
    "8",
    "--no-ws",
    "--process-name",
    "linli",
)
MANAGE = (sys.executable, str(ROOT / "manage.py"))
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def refuse_if_dead(self) -> None:
        if self.process.poll() is not None:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
            end = "\n    ".join(lines)
            raise Refusal(
                f"{self.name} 意外停止(状态 {self.process.returncode})。日志 {self.log} 的结尾:\n    {end}",
                f"{self.name} stopped by itself (status {self.process.returncode}); the end of its log is above.",
            )


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def child(name: str, command: tuple[str, ...], variables: dict[str, str]) -> Iterator[Child]:
    """A program in a process group of its own, stopped with all it started."""
    log = Path(variables["LINLI_HOME"]) / "log" / f"{name}.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # This program has no threads, which is what makes it safe.
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )
    try:
        yield Child(name, process, log)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Refusal(
                f"没有权限使用端口 {port}。请换一个 1024 以上的端口,如 --port 8000",
                f"Port {port} may not be used; choose one above 1024, such as --port 8000.",
            ) from error
        except (OSError, OverflowError) as error:
            raise Refusal(
                f"端口 {port} 已被占用{listener(port)}。请换一个:--port {port % 60000 + 1}",
                f"Port {port} is already taken{listener(port)}; choose another: --port {port % 60000 + 1}",
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


def manage(variables: dict[str, str], *words: str) -> None:
    """Run a management command; what it prints is shown only when it fails.

    Raises:
        Refusal: it failed.
    """
    done = subprocess.run([*MANAGE, *words], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        end = "\n    ".join((done.stdout + done.stderr).strip().splitlines()[-LOG_LINES:])
        raise Refusal(f"{words[0]} 失败:\n    {end}", f"{words[0]} failed; its last words are above.")


def speak(variables: dict[str, str], *words: str) -> None:
    """Run a management command that talks to the person itself."""
    if subprocess.run([*MANAGE, *words], cwd=ROOT, env=variables, check=False).returncode:
        raise Refusal(f"{words[0]} 失败。", f"{words[0]} failed.")


def ready_tables(variables: dict[str, str], *, town: bool) -> None:
    with step("更新数据库表", "database tables"):
        manage(variables, "migrate", "--noinput")
    with step("收集静态文件", "static files"):
        manage(variables, "collectstatic", "--noinput")
    if town:
        with step("生成演示城区", "demo town"):
            speak(variables, "build_demo")


def wait_until_answering(port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        for each in children:
            each.refuse_if_dead()
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
            asked.request("GET", "/")
            asked.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Refusal(f"网页服务 {READY_SECONDS} 秒内没有应答。", f"The web server did not answer in {READY_SECONDS} s.")


def welcome(variables: dict[str, str], *, town: bool) -> None:
    address = variables["LINLI_PUBLIC_URL"]
    say()
    if town:
        speak(variables, "demo_signins")
    say(f"✓ 邻理已启动:{address}/   · Linli is running (Ctrl-C 停止 · stops it)")


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
        ready_tables(variables, town=town)
        refuse_taken_port(port)
        with step("启动网页服务和后台任务", "web server and worker"):
            web = (*WEB, "--host", "127.0.0.1", "--port", str(port), "linli.project.wsgi:application")
            worker = (*MANAGE, "procrastinate", "worker")
            children = [
                held.enter_context(child("worker", worker, variables)),
                held.enter_context(child("web", web, variables)),
            ]
            wait_until_answering(port, children)
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
