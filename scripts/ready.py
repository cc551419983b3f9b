"""Checks the program, and brings tables, static files and, with ``--town``, the demo town up to date.

One process does it all, because starting Django is the slow part.
"""

import io
import sys

import django
from django.core.management import CommandError, call_command
from django.db import OperationalError

from say import Refusal, program, step


def main() -> int:
    django.setup()
    try:
        make_ready(town="--town" in sys.argv)
    except (CommandError, OperationalError) as error:
        reason = str(error).strip()
        raise Refusal(f"没有完成:{reason}", "That did not work; the reason is above.") from error
    return 0


def make_ready(*, town: bool) -> None:
    with step("检查程序和流程定义", "the program and its processes"):
        call_command("check", stdout=io.StringIO())
    with step("更新数据库表", "database tables"):
        call_command("migrate", interactive=False, stdout=io.StringIO())
        call_command("createcachetable", verbosity=0)
    with step("收集静态文件", "static files"):
        call_command("collectstatic", interactive=False, stdout=io.StringIO())
    if town:
        with step("生成演示城区", "demo town"):
            call_command("build_demo")


if __name__ == "__main__":
    program(main)
