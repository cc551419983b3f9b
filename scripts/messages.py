"""Collects every sentence people read, and keeps the English catalogue in step with it.

    python scripts/messages.py            add what is missing to the catalogue, mark what is gone
    python scripts/messages.py --missing  print what has no English yet

Sentences stand in templates (`translate`, `blocktranslate`), in Python (`gettext` and its kin), in process files, in
tables of titles that rules and models keep, and in the reasons that rules give. The Chinese is the key.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "linli"
ENGLISH = PACKAGE / "web" / "parts" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_CALLS = {"ngettext", "ngettext_lazy"}
#: Tables of titles that faces translate when they show them: in which file, under which names.
TITLES = {
    "accounts/permissions.py": {"_TITLES"},
    "areas/models.py": {"KINDS"},
    "areas/rules.py": {"_TITLES"},
    "cases/models.py": {"SOURCES"},
    "cases/queries/lists.py": {"LISTS"},
    "cases/rules/process.py": {"_OUTSIDE_PROCESSES"},
    "deadlines/limits.py": {"_TITLES"},
    "matters/models.py": {"URGENCIES", "DUTY_TYPES"},
    "web/desk/bulk/views.py": {"TITLES"},
    "web/desk/cases/forms.py": {"TOLD"},
}
#: Where reasons are given as whole sentences; the face that shows one translates it.
REASONS = ("cases/rules", "cases/actions")
_GETTEXT = r"\b(?:_|gettext)\(\s*{text}\s*\)|\bngettext\(\s*{text}\s*,\s*{text}"
_CALLED = re.compile(_GETTEXT.format(text=r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""))
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)  # fixed, so that the file changes only when a sentence does
CHINESE = re.compile(r"[一-鿿]")
#: A sentence, or its forms for one and for many, as Django asks for it.
Key = str | tuple[str, str]


def sentences() -> set[Key]:
    """Every Chinese sentence that the program may show through its translations."""
    found = {*_of_templates(), *_of_python(), *_of_processes(), *_of_titles(), *_of_reasons()}
    plurals = {key[0] for key in found if isinstance(key, tuple)}
    return {key for key in found - plurals if CHINESE.search(singular(key))}


def singular(key: Key) -> str:
    """The sentence itself, or its form for one."""
    return key if isinstance(key, str) else key[0]


def _of_templates() -> Iterator[Key]:
    for path in PACKAGE.rglob("templates/**/*.html"):
        yield from in_template(path.read_text(encoding="utf-8"), str(path))


def in_template(source: str, origin: str = "") -> Iterator[Key]:
    """What a template asks for; Django itself says how its tags become keys."""
    for found in _CALLED.finditer(templatize(source, origin=origin)):
        one, *pair = (ast.literal_eval(text) for text in found.groups() if text)
        yield (one, *pair) if pair else one


def _of_python() -> Iterator[Key]:
    for path in _modules(PACKAGE):
        yield from in_python(path.read_text(encoding="utf-8"))


def _modules(where: Path) -> Iterator[Path]:
    return (path for path in where.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))


def in_python(source: str) -> Iterator[Key]:
    """What a module asks for; sentences written in several pieces are one."""
    for node in ast.walk(ast.parse(source)):
        name = _name(node)
        if isinstance(node, ast.Call) and name in CALLS | PLURAL_CALLS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            yield from [(texts[0], texts[1])] if name in PLURAL_CALLS else texts[:1]


def _name(node: ast.AST) -> str:
    called = node.func if isinstance(node, ast.Call) else None
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _of_processes() -> Iterator[str]:
    for path in (PACKAGE / "work").rglob("process.toml"):
        process = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from (process["title"], process["source"])
        yield from process["stages"]
        for table in ("clock", "state", "field", "request", "action", "list"):
            for row in process.get(table, ()):
                yield from (str(row[key]) for key in ("title", "public", "hint") if key in row)
                yield from (title for _, title in row.get("choices", ()))


def _of_titles() -> Iterator[str]:
    for name, tables in TITLES.items():
        for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
            if _names_set(node) & tables:
                yield from _texts(node)


def _names_set(node: ast.AST) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _of_reasons() -> Iterator[str]:
    for where in REASONS:
        for path in _modules(PACKAGE / where):
            yield from _texts(ast.parse(path.read_text(encoding="utf-8")))


def _texts(node: ast.AST) -> Iterator[str]:
    """Whole texts below a node: no docstrings, no pieces of f-strings, nothing that is asked for by itself."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        elif not (isinstance(child, ast.JoinedStr) or _is_docstring(child) or _name(child) in CALLS | PLURAL_CALLS):
            yield from _texts(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def catalogue() -> Catalog:
    """The English catalogue as it stands."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def english_of(message: Message | None) -> tuple[str, ...]:
    """What a message says in English, one form or two; empty forms where nobody has written it yet."""
    said = message.string if message else ""
    return tuple(one or "" for one in said) if isinstance(said, (list, tuple)) else (said or "",)


def missing(english: Catalog) -> list[str]:
    """Sentences without English, in order."""
    return sorted(singular(key) for key in sentences() if not all(english_of(english.get(singular(key)))))


def in_step() -> Catalog:
    """The catalogue with what is missing added, without English, and what nobody says any more dropped."""
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
    for key in sorted(sentences(), key=singular):
        said = english_of(english.get(singular(key)))
        flags = ("python-format",) if re.search(r"%\(\w+\)[sd]", singular(key)) else ()
        kept.add(key, said[0] if isinstance(key, str) else (said[0], said[-1]), flags=flags)
    return kept


def written(kept: Catalog) -> bytes:
    """The catalogue as its file holds it."""
    file = BytesIO()
    write_po(file, kept, width=120, omit_header=False, sort_output=True)
    return file.getvalue()


def update() -> None:
    """Write the catalogue anew, in step with the sources."""
    text = written(in_step())
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(text)


if __name__ == "__main__":
    if "--missing" in sys.argv:
        print("\n".join(missing(catalogue())))
    else:
        update()
        print(f"{len(missing(catalogue()))} sentences without English")
