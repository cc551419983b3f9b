"""Run one command with the database: ``run.py [--test] COMMAND …``.

With ``--test`` the database is a throwaway cluster of the tests.
"""

import os
import subprocess
import sys

from cluster import THROWAWAY, database
from home import alone, environment, open_home
from say import program


def run(command: list[str], url: str) -> int:
    try:
        return subprocess.run(command, env=environment(open_home(), url), check=False).returncode
    except KeyboardInterrupt:
        return 130


def main() -> int:
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
