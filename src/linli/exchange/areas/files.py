"""Lines of the national list, from a folder, a package file or one CSV, each with its verdict."""

import csv
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from linli.areas.actions.edition import Line
from linli.exchange.areas import rules

Opened = tuple[str, IO[bytes]]

_BOM = b"\xef\xbb\xbf"
_SHOWN = 60


class Unreadable(Exception):
    """The source as a whole cannot be read; the message says what was expected."""


@contextmanager
def opened(source: Path) -> Iterator[Iterator[Opened]]:
    """The CSV files of a source, one after the other; each must be read before the next is asked for.

    Raises ``Unreadable``, also while they are read.
    """
    try:
        if source.is_dir():
            yield _of_folder(source)
        elif tarfile.is_tarfile(source):
            with tarfile.open(source, "r|*") as package:
                yield _of_package(package)
        else:
            with source.open("rb") as one:
                yield iter([(source.name, one)])
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise Unreadable(f"读不出 {source}：{error}") from error


def levels_of(source: Path) -> tuple[str, ...]:
    """The levels whose files a folder brings; a package brings all; one file its own. Raises ``Unreadable``."""
    if not source.exists():
        raise Unreadable(f"找不到 {source}。")
    if source.is_dir():
        found = [path.stem for path in _files_of(source)]
        return tuple(rules.LEVEL_OF_FILE[stem] for stem in rules.LEVEL_OF_FILE if stem in found)
    if tarfile.is_tarfile(source):
        return tuple(rules.DIGITS)
    with source.open("rb") as one:
        columns = next(csv.reader([one.readline().removeprefix(_BOM).decode(errors="replace")]), [])
    return (_level(source.name, [name.strip() for name in columns]),)


def lines_of(name: str, content: Iterable[bytes], county: str = "") -> Iterator[Line]:
    """The lines of one CSV file with their verdicts; of another county than the one asked for, none.

    Lines are read one by one, so that a broken one spoils only itself.
    """
    numbered = enumerate(content, start=1)
    header = next(numbered, (1, b""))[1].removeprefix(_BOM)
    columns = [column.strip() for column in next(csv.reader([header.decode(errors="replace")]), [])]
    level = _level(name, columns)
    missing = rules.missing_columns(level, columns)
    if missing:
        yield Line(name, 1, level, "", good=False, reason=f"缺少列 {'、'.join(missing)}，整个文件没有导入")
        return
    reader = _Reader(name, level, columns, county)
    for number, raw in numbered:
        line = reader.read(number, raw)
        if line is not None:
            yield line


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, name: str, level: str, columns: list[str], county: str) -> None:
        self.name, self.level, self.county = name, level, county
        self.width = len(columns)
        self.code_at, self.name_at = columns.index("code"), columns.index("name")
        parent = rules.PARENT_COLUMN[level]
        self.parent_at = columns.index(parent) if parent else None

    def read(self, number: int, raw: bytes) -> Line | None:
        """The line, or nothing for an empty one and for one of another county."""
        try:
            text = raw.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            return self._bad(number, raw, _encoding_fault(raw))
        if not text.strip():
            return None
        if "\0" in text:
            return self._bad(number, raw, "含有空字符，文件可能已损坏")
        try:
            (cells,) = csv.reader((text,), strict=True)
        except (csv.Error, ValueError):
            return self._bad(number, raw, "引号不配对，不是有效的 CSV")
        if len(cells) != self.width:
            return self._bad(number, raw, f"应有 {self.width} 列，实有 {len(cells)} 列")
        return self._judged(number, cells)

    def _judged(self, number: int, cells: list[str]) -> Line | None:
        code = rules.trimmed(cells[self.code_at].strip(), self.level)
        parent = "" if self.parent_at is None else cells[self.parent_at].strip()
        if self._is_elsewhere(code, parent):
            return None
        name = cells[self.name_at].strip()
        parent = self._trimmed_parent(parent)
        fault = rules.fault(self.level, code, name, parent)
        reason = fault or ("" if name.isprintable() else rules.remark(name))
        return Line(
            self.name, number, self.level, code[:_SHOWN], name[:_SHOWN] if fault else name, parent, not fault, reason
        )

    def _trimmed_parent(self, parent: str) -> str:
        levels = list(rules.DIGITS)
        above = levels[max(0, levels.index(self.level) - 1)]
        return rules.trimmed(parent, above)

    def _is_elsewhere(self, code: str, parent: str) -> bool:
        """Whether a line certainly belongs to another county: by its code, or by its parent's if that is broken."""
        if not self.county:
            return False
        known = code if len(code) == rules.DIGITS[self.level] else parent or code
        return bool(known) and not (known.startswith(self.county) or self.county.startswith(known))

    def _bad(self, number: int, raw: bytes, reason: str) -> Line | None:
        """A line that could not be taken apart; its code is what stands before the first comma."""
        start = raw.split(b",")[0].decode(errors="replace").strip().strip('"').replace("\0", "")
        if self._is_elsewhere(start, ""):
            return None
        return Line(self.name, number, self.level, start[:_SHOWN], good=False, reason=reason)


def _encoding_fault(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "不是 UTF-8 编码"
    return "不是 UTF-8 编码（像是 GB18030，请先转换）"


def _level(name: str, columns: list[str]) -> str:
    return rules.LEVEL_OF_FILE.get(Path(name).stem) or rules.level_of_columns(columns)


def _files_of(folder: Path) -> list[Path]:
    """The files of the list in a folder or, as in the package, in its ``dist``."""
    for place in (folder, folder / "dist", folder / "package" / "dist"):
        found = [place / f"{stem}.csv" for stem in rules.LEVEL_OF_FILE if (place / f"{stem}.csv").is_file()]
        if found:
            return found
    raise Unreadable(f"{folder} 里没有 {'、'.join(f'{stem}.csv' for stem in rules.LEVEL_OF_FILE)} 中的任何一个。")


def _of_folder(folder: Path) -> Iterator[Opened]:
    for path in _files_of(folder):
        with path.open("rb") as one:
            yield path.name, one


def _of_package(package: tarfile.TarFile) -> Iterator[Opened]:
    """The CSV files of a package in the order they lie in it; nothing else is unpacked."""
    wanted = {f"package/dist/{stem}.csv" for stem in rules.LEVEL_OF_FILE}
    for member in package:
        content = package.extractfile(member) if member.name in wanted else None
        if content is not None:
            wanted.remove(member.name)
            yield Path(member.name).name, content
        if not wanted:
            return
    raise Unreadable(f"软件包里缺少 {'、'.join(sorted(wanted))}。")
