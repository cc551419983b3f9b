"""Collects every sentence people read, and keeps the English catalogue in step with it.

    python scripts/messages.py            add what is missing to the catalogue, mark what is gone
    python scripts/messages.py --missing  print what has no English yet

Sentences stand in templates (`translate`, `blocktranslate`), in Python (`gettext` and its kin), in process files and
in the models' names. The Chinese is the key.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "linli"
ENGLISH = PACKAGE / "web" / "parts" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
_CALLED = re.compile(r"""\b(?:_|gettext|ngettext)\(\s*(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")""")
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)  # fixed, so that the file changes only when a sentence does
CHINESE = re.compile(r"[一-鿿]")


def sentences() -> set[str]:
    """Every Chinese sentence that the program may show through its translations."""
    found = {*_of_templates(), *_of_python(), *_of_processes()}
    return {sentence for sentence in found if CHINESE.search(sentence)}


def _of_templates() -> Iterator[str]:
    for path in PACKAGE.rglob("templates/**/*.html"):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield from (ast.literal_eval(found[1].removeprefix("u")) for found in _CALLED.finditer(source))


def _of_python() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _of_processes() -> Iterator[str]:
    for path in (PACKAGE / "work").rglob("process.toml"):
        process = tomllib.loads(path.read_text(encoding="utf-8"))
        yield process["title"]
        yield from process["stages"]
        for table in ("clock", "state", "field", "request", "action", "list"):
            for row in process.get(table, ()):
                yield from (str(row[key]) for key in ("title", "public", "hint") if key in row)
                yield from (title for _, title in row.get("choices", ()))


def catalogue() -> Catalog:
    """The English catalogue as it stands."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def missing(english: Catalog) -> list[str]:
    """Sentences without English, in order."""
    return sorted(one for one in sentences() if not (english.get(one) and english.get(one).string))  # type: ignore[union-attr]  # got just before


def update() -> None:
    """Add what is missing, without English, and drop what nobody says any more."""
    english = catalogue() if ENGLISH.exists() else Catalog(locale="en")
    kept = Catalog(
        locale="en",
        header_comment="# What people read, in English; the Chinese is the key. Kept in step by scripts/messages.py.",
        project="Linli",
        version="1",
        last_translator="Linli",
        language_team="Linli",
        creation_date=BEGUN,
        revision_date=BEGUN,
        fuzzy=False,
    )
    for sentence in sorted(sentences()):
        known = english.get(sentence)
        flags = ("python-format",) if re.search(r"%\(\w+\)s", sentence) else ()
        kept.add(sentence, known.string if known else "", flags=flags)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, kept, width=120, omit_header=False, sort_output=True)


if __name__ == "__main__":
    if "--missing" in sys.argv:
        print("\n".join(missing(catalogue())))
    else:
        update()
        print(f"{len(missing(catalogue()))} sentences without English")
