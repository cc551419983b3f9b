"""Lines of a register from one CSV file, a batch at a time, each taken apart by itself."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from linli.exchange.places import rules

ENCODINGS = ("utf-8", "gb18030")
#: Lines that are read, judged and located together; all that is ever held of a file.
BATCH = 20_000
#: A line longer than this is no line of a register: a file without line ends, or something else altogether.
LONGEST = 20_000
_BOM = b"\xef\xbb\xbf"
_SHOWN = 60


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what was expected."""


@dataclass(frozen=True)
class Cells:
    """One line: its number and its cells by column, or what is wrong with it and how it begins."""

    number: int
    values: Sequence[str] = field(default=())
    fault: str = ""


def batches(path: Path, encoding: str = "utf-8") -> Iterator[list[Cells]]:
    """The lines of a file below its header, in the order of ``rules.HEADINGS``; empty lines are left out.

    A broken line spoils only itself. Raises ``Unreadable`` where the header says that nothing can be read.
    """
    try:
        with path.open("rb") as content:
            yield from _batches(content, path.name, encoding)
    except OSError as error:
        raise Unreadable(f"读不出 {path}：{error.strerror}") from error


def _batches(content: IO[bytes], name: str, encoding: str) -> Iterator[list[Cells]]:
    reader = _Reader(_header(content.readline(LONGEST).removeprefix(_BOM), name, encoding), encoding)
    numbered = enumerate(_lines(content), start=2)
    while lines := list(islice(numbered, BATCH)):
        yield [cells for number, raw in lines if (cells := reader.read(number, raw))]


def _lines(content: IO[bytes]) -> Iterator[bytes]:
    """Lines, of which a too long one comes in its first piece; the rest is passed over."""
    while raw := content.readline(LONGEST):
        yield raw
        while len(raw) == LONGEST and not raw.endswith(b"\n"):
            raw = content.readline(LONGEST)


def _header(raw: bytes, name: str, encoding: str) -> list[str]:
    if not raw.strip():
        raise Unreadable(f"{name} 是空的。")
    try:
        header = next(csv.reader([raw.decode(encoding)], strict=True))
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} 不是 {_called(encoding)} 编码{_hint(raw, encoding)}。") from error
    except csv.Error as error:
        raise Unreadable(f"{name} 的表头不是有效的 CSV。") from error
    missing = rules.missing_columns(header)
    if missing:
        needed = "、".join(words[1] for words in rules.HEADINGS.values())
        raise Unreadable(f"{name} 的表头缺少 {'、'.join(missing)}。各列为 {needed}，区划代码可省略。")
    return header


class _Reader:
    """Takes the lines of one file apart."""

    def __init__(self, header: list[str], encoding: str) -> None:
        self.encoding = encoding
        self.width = len(header)
        found = rules.places_of(header)
        self.order = [found.get(column, -1) for column in rules.HEADINGS]

    def read(self, number: int, raw: bytes) -> Cells | None:
        """The cells of a line, stripped; nothing for an empty one."""
        if len(raw) >= LONGEST:
            return self._bad(number, raw, f"一行超过 {LONGEST} 字节")
        try:
            text = raw.decode(self.encoding).rstrip("\r\n")
        except UnicodeDecodeError:
            return self._bad(number, raw, f"不是 {_called(self.encoding)} 编码{_hint(raw, self.encoding)}")
        if "\0" in text:
            return self._bad(number, raw, "含有空字符，文件可能已损坏")
        return self._taken_apart(number, raw, text) if text.strip() else None

    def _taken_apart(self, number: int, raw: bytes, text: str) -> Cells:
        try:
            cells = next(csv.reader((text,), strict=True)) if '"' in text else text.split(",")
        except csv.Error:
            return self._bad(number, raw, "引号不配对，不是有效的 CSV")
        if len(cells) != self.width:
            return self._bad(number, raw, f"应有 {self.width} 列，实有 {len(cells)} 列")
        return Cells(number, [cells[place].strip() if place >= 0 else "" for place in self.order])

    def _bad(self, number: int, raw: bytes, reason: str) -> Cells:
        """A line that could not be taken apart; what it begins with may tell which it is."""
        start = raw[:LONGEST].decode(self.encoding, errors="replace").replace("\0", "").strip()
        return Cells(number, (start[:_SHOWN],), reason)


def _called(encoding: str) -> str:
    return encoding.upper()


def _hint(raw: bytes, encoding: str) -> str:
    """The other encoding, if it reads what this one does not."""
    for other in ENCODINGS:
        if other != encoding and _reads(raw, other):
            return f"（像是 {_called(other)}，请选用该编码）"
    return ""


def _reads(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
