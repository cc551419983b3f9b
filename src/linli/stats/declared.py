"""The figures that are declared in ``figures.toml``, checked once when the program starts."""

from functools import cache
from pathlib import Path

from linli.cases.models import Case
from linli.stats.rules import Figures, parse

FILE = Path(__file__).parent / "figures.toml"


@cache
def figures() -> Figures:
    """Figures and dimensions; raises ``BrokenFigures`` with file and line."""
    columns = frozenset(field.column for field in Case._meta.concrete_fields)  # noqa: SLF001 - Django's own way
    return parse(FILE.read_text(encoding="utf-8"), columns, file=f"{FILE.parent.name}/{FILE.name}")
