"""Checks the program, and brings tables, static files and the demo town up to date, in the process that calls it.

Starting Django is the slow part, so whoever made all ready keeps it, and hands it on to what is forked from it.
"""

import io
import pkgutil
from pathlib import Path

import django
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from say import Refusal, step
from troubles import DISK, FULL


def make_ready(sign_ins: Path | None) -> None:
    """Make all ready; with a file also the demo town, whose sign-ins are written into it.

    No connection to the database is left. Raises ``Refusal``: it failed, and why.
    """
    try:
        django.setup()
        _prepare(sign_ins)
    except (CommandError, OperationalError) as error:
        reason = str(error).strip()
        chinese = FULL if DISK.search(reason) else ""
        raise Refusal(f"没有完成:{chinese}{reason}", "That did not work; the reason is above.") from error
    finally:
        connections.close_all()


def _prepare(sign_ins: Path | None) -> None:
    with step("检查程序和流程定义", "the program and its processes"):
        call_command("check", stdout=io.StringIO())
    with step("更新数据库表", "database tables"):
        _update_tables()
    with step("收集静态文件", "static files"):
        call_command("collectstatic", interactive=False, stdout=io.StringIO())
    if sign_ins is not None:
        with step("生成演示城区", "demo town"), sign_ins.open("w", encoding="utf-8") as file:
            call_command("build_demo")
            call_command("demo_signins", stdout=file)


def _update_tables() -> None:
    if _is_migrated():
        from linli.stats.actions import install

        install()  # as after every migration; what is counted is declared in a file
    else:
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _is_migrated() -> bool:
    """Whether every migration there is was applied: Django would load and replay all of them to find that out."""
    there = {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
    }
    return there <= MigrationRecorder(connection).applied_migrations().keys()
