"""The second start of `./linli demo`, and the memory of web server and worker."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from benchmarks.results import Result, not_measured
from benchmarks.run import Run
from benchmarks.serving import ROOT

START, MEMORY = "second start of ./linli demo", "memory of web and worker"
LONGEST = 120
_READY = "✓ 邻理已启动"


def measure(run: Run) -> list[Result]:
    """From the command to the line that says it is there; then what its processes hold, shared pages counted once.

    The town is made first if it is not there.
    """
    if not _has_demo(run.beside):
        run.say("the first start, which makes the demo town")
        _started(run)
    seconds, held = _started(run)
    if seconds is None:
        reason = "it did not start; is it running already?"
        return [not_measured(START, run.size, reason), not_measured(MEMORY, run.size, reason)]
    return [
        Result(START, run.size, seconds, "s", goal="value < 8", note="its cluster was running"),
        Result(MEMORY, run.size, held, "MB", goal="value < 600"),
    ]


def _started(run: Run) -> tuple[float | None, float]:
    """Seconds until it was there, ``None`` if it did not come so far, and megabytes held a little later."""
    from cluster import free_port

    variables = {**os.environ, "DATABASE_URL": run.beside}
    command = [str(ROOT / "linli"), "--port", str(free_port()), "demo"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        seconds = _seconds_until_ready(process, began)
        if seconds is None:
            return None, 0
        time.sleep(3)
        return seconds, _megabytes(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(LONGEST)


def _has_demo(url: str) -> bool:
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('areas_area')").fetchone() == (None,):
            return False
        return connection.execute("SELECT 1 FROM areas_area WHERE code = '990101'").fetchone() is not None


def _seconds_until_ready(process: subprocess.Popen[str], began: float) -> float | None:
    assert process.stdout is not None  # noqa: S101 - asked for above
    for line in process.stdout:
        if _READY in line:
            return time.perf_counter() - began
    return None


def _megabytes(pid: int) -> float:
    """What the processes below one hold; pages they share are divided among them."""
    return sum(_held(each) for each in _below(pid)) / 1024


def _below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(each for child in children for each in _below(int(child)))]


def _held(pid: int) -> int:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
