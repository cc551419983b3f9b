"""The processes that cases run on: those that come with a kind of work, and versions published later."""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path

import msgspec
from django.db.models import Max

from linli.cases.models import ProcessVersion
from linli.cases.rules.kinds import NO_WORDS, Words
from linli.cases.rules.process import Action, Process, parse

_BUILT_IN: dict[tuple[str, int], Process] = {}
_TEXTS: dict[tuple[str, int], str] = {}
_KINDS: dict[str, Words] = {}
_UNIT_FIELDS: set[str] = set()


def register(path: Path, words: Words = NO_WORDS) -> Process:
    """Check the process in a file and make it known; raises ``BrokenProcess`` with file and line.

    Kinds of work call this when the program starts, so that a broken file stops it. ``words`` are what the kind brings
    beside what every process may use; every version of the process, published ones too, may use them.
    """
    text = path.read_text(encoding="utf-8")
    process = parse(text, file=f"{path.parent.name}/{path.name}", kinds=lambda _name: words)
    _KINDS[process.name] = words
    _BUILT_IN[process.name, process.version] = process
    _TEXTS[process.name, process.version] = text
    _UNIT_FIELDS.update(name for name, field in process.fields.items() if field.type in ("unit", "units"))
    return process


def unit_fields() -> AbstractSet[str]:
    """The fields in which units are named, by the processes that come with a kind of work."""
    return _UNIT_FIELDS


def read(text: str, *, file: str) -> Process:
    """The process written in a text, with the words of its kind; raises ``BrokenProcess``."""
    return parse(text, file=file, kinds=lambda name: _KINDS.get(name, NO_WORDS))


def get(name: str, version: int) -> Process:
    """One version of a process; raises ``ProcessVersion.DoesNotExist`` for one that never was."""
    return _BUILT_IN.get((name, version)) or _published(name, version)


def text_of(name: str, version: int) -> str:
    """The definition of a version as it was written."""
    return _TEXTS.get((name, version)) or ProcessVersion.objects.get(process=name, version=version).text


@lru_cache(maxsize=64)  # a published version is never edited
def _published(name: str, version: int) -> Process:
    row = ProcessVersion.objects.get(process=name, version=version)
    return _completed(read(row.text, file=f"{name} v{version}"))


def _completed(process: Process) -> Process:
    """A published version with what only the platform does and what moves nothing, where it was written before that.

    A county decides on its own steps; that news of another program is heard is none of them.
    """
    known = {action.name for action in process.action}
    added = [
        msgspec.structs.replace(action, from_=tuple(state for state in action.from_ if state in process.states))
        for action in (latest(process.name).action if process.name in names() else ())
        if action.by == ("system",) and not action.to and action.name not in known and _has_form(process, action)
    ]
    return msgspec.structs.replace(process, action=(*process.action, *added)) if added else process


def _has_form(process: Process, action: Action) -> bool:
    return all(name in process.fields for name, _required in action.wanted)


def forget() -> None:
    """Read published versions anew: for tests, which take back what they published."""
    _published.cache_clear()


def current(name: str, county: str) -> Process:
    """The version new cases of a county run on: the newest published for it or for all, else the built-in one."""
    published = (
        ProcessVersion.objects.filter(process=name, area_code__in=[county, ""])
        .order_by("-version")
        .values_list("version", flat=True)
    )
    return newest(name, published.first())


def newest(name: str, published: int | None) -> Process:
    """The version new cases run on where ``published`` is the newest published version, if there is any."""
    built_in = max(version for process, version in _BUILT_IN if process == name)
    return get(name, max(built_in, published or 0))


def names() -> list[str]:
    """The processes known here."""
    return sorted({name for name, _ in _BUILT_IN})


def versions() -> list[Process]:
    """Every version a case may run on, built in or published; one query."""
    published = ProcessVersion.objects.order_by("process", "version").values_list("process", "version")
    return [get(name, version) for name, version in sorted({*_BUILT_IN, *published})]


def latest(name: str) -> Process:
    """The newest built-in version, for what all versions share: names of lists and titles."""
    return _BUILT_IN[name, max(version for process, version in _BUILT_IN if process == name)]


def highest(name: str) -> int:
    """The highest version number of a process, published or built in."""
    published = ProcessVersion.objects.filter(process=name).aggregate(highest=Max("version"))["highest"]
    return max(published or 0, latest(name).version)


def published(name: str, county: str) -> list[ProcessVersion]:
    """The versions published for a county or for all, newest first, with who published them."""
    rows = ProcessVersion.objects.filter(process=name, area_code__in=[county, ""]).select_related("published_by")
    return list(rows.order_by("-version"))
