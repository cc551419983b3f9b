"""Statements that are too long to stand in a function."""

from functools import cache
from importlib.resources import files


@cache
def statement(package: str, name: str) -> str:
    """The text of ``sql/<name>.sql`` of a package; raises ``FileNotFoundError``."""
    return files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
