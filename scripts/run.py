"""Run one command with the database: ``run.py [--test] COMMAND …``.

With ``--test`` the database is a throwaway cluster of the tests. Ctrl-C is left to the command, which may mean to
go on, as a shell does; being told to end ends the command first and then what was started for it.
"""

import os
import signal
import subprocess
import sys

from cluster import THROWAWAY, database
from home import alone, environment, open_home
from say import program

#: What tells a command to end.
ENDS = (signal.SIGTERM, signal.SIGHUP)
#: What told to end before there was a command to end.
early = list[int]()


def run(command: list[str], url: str) -> int:
    process = subprocess.Popen(command, env=environment(open_home(), url))
    for each in ENDS:
        signal.signal(each, lambda _number, _frame: process.terminate())
    if early:
        process.terminate()
    return process.wait()


def main() -> int:
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    for each in ENDS:
        signal.signal(each, lambda number, _frame: early.append(number))
    home = open_home()
    if sys.argv[1] != "--test":
        with database(home) as url:
            return run(sys.argv[1:], url)
    with (
        alone(
            home / "test.lock",
            f"{home} 里已经有一次测试在运行。请等它结束,或换一个目录:--home 目录",
            f"Tests are already running in {home}; wait for them, or choose another with --home DIR.",
        ),
        database(home, "test-pg", THROWAWAY) as url,
    ):
        os.environ.pop("LINLI_PORT", None)
        return run(sys.argv[2:], url)


if __name__ == "__main__":
    program(main)
