"""What the city stands on, made by the ordinary actions: tables, roles, the catalogue, the calendar."""

import io
from collections.abc import Callable
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

#: Of everybody in the measured city, which holds nothing real.
PASSWORD = "linli-bench-2026"  # noqa: S105 - meant to be known


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", interactive=False, stdout=io.StringIO())
    call_command("createcachetable", verbosity=0)


def lay_base() -> None:
    """Roles, the catalogue of matters and the working calendar."""
    from linli.accounts.actions import ensure_default_roles
    from linli.areas.actions.calendar import seed_calendar
    from linli.areas.rules import SYSTEM
    from linli.deadlines.seed import known_years
    from linli.matters.actions import load_default_catalogue

    at = timezone.now()
    ensure_default_roles(at=at)
    load_default_catalogue(at=at)
    seed_calendar(known_years(), by=SYSTEM, at=at)


def countings() -> dict[str, Callable[[], None]]:
    """What counts squares of the map and figures, for the loader put the cases past their triggers.

    Figures in two works that take about as long: those of what has been closed, and the others. Each may run in a
    thread of its own, on a connection of its own, which it closes. The tables must be empty.
    """
    from linli.maps.actions import rebuild
    from linli.stats.actions import fill
    from linli.stats.declared import figures

    closed = {figure.name for figure in figures().figure if figure.at == "closed_at"}
    others = {figure.name for figure in figures().figure} - closed
    works = {"squares": rebuild} | {
        what: partial(fill, names, rows="bench.counted", grounds="bench.grid")
        for what, names in (("figures of closed cases", closed), ("other figures", others))
    }
    return {what: _apart(work) for what, work in works.items()}


def _apart(work: Callable[[], None]) -> Callable[[], None]:
    def done() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit = off; SET jit = off; SET lock_timeout = 0")
            work()
        finally:
            connection.close()

    return done
