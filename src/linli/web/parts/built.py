"""What the front-end build left behind: hashed file names, icons, and what a script pulls in."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "static" / "built"
MANIFEST = FOLDER / "manifest.json"


@dataclass(frozen=True)
class Built:
    """The manifest of one build; empty when nothing has been built yet."""

    assets: dict[str, str] = field(default_factory=dict)
    icons: frozenset[str] = frozenset()
    imports: dict[str, list[str]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _read(_changed_ns: int) -> Built:
    found: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return Built(
        assets=found["assets"],
        icons=frozenset(found["icons"]),
        imports={name: size["imports"] for name, size in found["sizes"].items()},
    )


def built() -> Built:
    """The newest build; a rebuild is seen without a restart."""
    try:
        changed_ns = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return Built()
    return _read(changed_ns)


def address(name: str) -> str:
    """Path below the static root of a built file: ``desk.css`` → ``built/desk-1A2B3C4D.css``."""
    return f"built/{built().assets.get(name, name)}"


def pulled_in(name: str) -> list[str]:
    """Paths below the static root of the scripts that ``name`` imports at once, in the order found."""
    known = built()
    seen: dict[str, None] = {}
    waiting = list(known.imports.get(known.assets.get(name, ""), []))
    while waiting:
        file = waiting.pop(0)
        if file not in seen:
            seen[file] = None
            waiting.extend(known.imports.get(file, []))
    return [f"built/{file}" for file in seen]
