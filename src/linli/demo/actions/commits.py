"""How the county is written while it is being built."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """Do not wait for the disk after each of thousands of commits.

    Nothing can break by it: after a crash the last commits may be missing, whole, and the next call makes them again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
