"""The page on the law and the rules in code name the same articles, and what the page names is there."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "src" / "linli" / "work"
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
#: Heading of the page, room, and the law whose articles stand there without its name.
ROOMS = {"调解": ("disputes", "人民调解法"), "重大决策风险评估": ("risks", "重大行政决策程序暂行条例")}
_CITED = re.compile(r"(?:([㐀-鿿]+)(?: \([^)]*\))?\s+)?\b[Aa]rts?\.\s+(\d+(?:(?:, | and )\d+)*)")
Article = tuple[str, int]


def rows(heading: str) -> list[list[str]]:
    """The lines of the table under a heading: law, article, what it says, where in code, test, where it was read."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def cited(room: str, usual: str) -> Iterator[Article]:
    """Every article named in the room's code and its process, tests aside."""
    files = [one for one in sorted((WORK / room).rglob("*")) if one.suffix in {".py", ".toml"}]
    for file in files:
        if {"tests", "migrations"}.isdisjoint(file.parts):
            for law, numbers in _CITED.findall(file.read_text(encoding="utf-8")):
                yield from ((law or usual, int(number)) for number in re.findall(r"\d+", numbers))


@pytest.mark.parametrize("heading", ROOMS)
def test_every_article_that_code_cites_is_on_the_page_and_the_other_way_round(heading: str):
    assert {(law, int(number)) for law, number, *_rest in rows(heading)} == set(cited(*ROOMS[heading]))


@pytest.mark.parametrize("heading", ROOMS)
def test_no_article_stands_twice_and_each_says_where_it_was_read(heading: str):
    named = [(law, number) for law, number, *_rest in rows(heading)]
    assert len(named) == len(set(named))
    for row in rows(heading):
        assert len(row) == 6, row
        assert row[5].startswith(("甲", "乙：", "凭记忆，未核对")), row


@pytest.mark.parametrize("heading", ROOMS)
def test_the_code_and_the_tests_that_the_page_names_are_there(heading: str):
    tests = {
        name
        for file in [*(ROOT / "src").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    for _law, _number, _says, code, test, _read in rows(heading):
        assert set(re.findall(r"`(test_\w+)`", test)) <= tests
        assert re.findall(r"`(test_\w+)`", test)
        for dotted in re.findall(r"`((?:disputes|risks)\.[\w.]+)`", code):
            assert _found(dotted), dotted


def _found(dotted: str) -> bool:
    """Whether a module, or something in one, has this name."""
    path = f"linli.work.{dotted}"
    file = ROOT / "src" / (path.replace(".", "/") + ".py")
    module, _, name = path.rpartition(".")
    return file.exists() or hasattr(import_module(module), name)
