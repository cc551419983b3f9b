"""Heads of the journal's chains, written down outside the database: a tail cut off there shows here.

One line a head: when, chain, position, digest in hexadecimal. The file only ever grows; copy it to where nobody
who can reach the database can reach it.
"""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from linli.accounts.audit.queries import Head, heads


class BrokenHeads(Exception):
    """The file of heads cannot be read; the text names the line."""


def file_of_heads() -> Path:
    """Where this server writes its heads."""
    return settings.STATE_DIR / "journal-heads.log"


def publish(path: Path, *, at: datetime) -> int:
    """Append the heads that have moved since they were written last; returns how many. Waits for another writer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = set(published(path))
        moved = [head for head in heads() if head not in written]
        stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        file.writelines(f"{stamp} {head.chain} {head.position} {head.digest.hex()}\n" for head in moved)
        file.flush()
        os.fsync(file.fileno())
    return len(moved)


def published(path: Path) -> list[Head]:
    """The heads in a file, in their order. Raises ``BrokenHeads``, ``OSError``."""
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    return [_head(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def _head(line: str, number: int) -> Head:
    try:
        _, chain, position, digest = line.split()
        return Head(int(chain), int(position), bytes.fromhex(digest))
    except ValueError as error:
        raise BrokenHeads(f"第 {number} 行不是链头：{line[:80]}") from error
