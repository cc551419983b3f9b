"""Checks the program, and brings tables, static files and, with ``--town FILE``, the demo town up to date.

The sign-ins of the demo town are written into the file. One process does it all, because starting Django is the
slow part.
"""

import io
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.db import OperationalError

from say import Refusal, program, step
from troubles import DISK, FULL


def main() -> int:
    django.setup()
    try:
        make_ready(Path(sys.argv[2]) if sys.argv[1:2] == ["--town"] else None)
    except (CommandError, OperationalError) as error:
        reason = str(error).strip()
        chinese = FULL if DISK.search(reason) else ""
        raise Refusal(f"没有完成:{chinese}{reason}", "That did not work; the reason is above.") from error
    return 0


def make_ready(sign_ins: Path | None) -> None:
    with step("检查程序和流程定义", "the program and its processes"):
        call_command("check", stdout=io.StringIO())
    with step("更新数据库表", "database tables"):
        call_command("migrate", interactive=False, stdout=io.StringIO())
        call_command("createcachetable", verbosity=0)
    with step("收集静态文件", "static files"):
        call_command("collectstatic", interactive=False, stdout=io.StringIO())
    if sign_ins is not None:
        with step("生成演示城区", "demo town"), sign_ins.open("w", encoding="utf-8") as file:
            call_command("build_demo")
            call_command("demo_signins", stdout=file)


if __name__ == "__main__":
    program(main)
