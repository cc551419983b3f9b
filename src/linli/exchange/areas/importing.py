"""The national list from file to tree, and what somebody has to look at afterwards."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count

from linli.areas.actions.edition import Edition, Line, Say, Verdict, import_edition
from linli.areas.queries import Hanging, hanging
from linli.areas.rules import SYSTEM
from linli.cases.queries import visible_to
from linli.deadlines.rules import SHANGHAI
from linli.exchange.areas.files import lines_of, opened
from linli.exchange.areas.rules import DIGITS
from linli.exchange.areas.successors import read_successors


@dataclass(frozen=True)
class Imported:
    """What the edition did, and the ended areas on which something still hangs, each with its open cases."""

    verdict: Verdict
    hanging: tuple[tuple[Hanging, int], ...]


def import_list(source: Path, edition: Edition, *, changes: Path | None, at: datetime, say: Say) -> Imported:
    """Lay the files of a source over the tree.

    Raises ``files.Unreadable`` and ``areas.rules.Refused``; then nothing was written.
    """
    successors = read_successors(changes) if changes else []
    verdict = import_edition(
        edition, _lines(source, edition.county, say), successors=successors, by=SYSTEM, at=at, say=say
    )
    cases = _open_cases(verdict.ended)
    rows = hanging(verdict.ended, at.astimezone(SHANGHAI).date(), also=cases)
    return Imported(verdict, tuple((row, cases[row.code]) for row in rows))


def _lines(source: Path, county: str, say: Say) -> Iterator[Line]:
    with opened(source) as files:
        for name, content in files:
            say(f"正在读取 {name}……")
            yield from lines_of(name, content, county)


def _open_cases(codes: Sequence[str]) -> Counter[str]:
    """How many open cases lie on each of these areas."""
    found: Counter[str] = Counter()
    for level in ("county", "town", "community"):
        here = [code for code in codes if len(code) == DIGITS[level]]
        rows = visible_to(SYSTEM).filter(is_final=False, **{f"{level}__in": here}).order_by()
        found.update(dict(rows.values_list(level).annotate(number=Count("pk"))))
    return found
