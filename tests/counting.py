"""Statements counted on the wire, whoever sends them and however they are prepared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from django.db import connection

#: What a transaction is made of; a test has one of its own around it.
_FRAME = re.compile(r'"(SAVEPOINT|RELEASE SAVEPOINT|BEGIN|COMMIT)\b')
_SENT = re.compile(r"\tF\t\d+\t(Query|Execute)\t")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent to the server meanwhile, transactions and savepoints aside; filled at the end."""
    sent: list[str] = []
    connection.ensure_connection()
    wire = connection.connection.pgconn
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as trace:
        wire.trace(trace.fileno())
        try:
            yield sent
        finally:
            wire.untrace()
            trace.seek(0)
            sent += [line for line in trace if _SENT.search(line) and not _FRAME.search(line)]
