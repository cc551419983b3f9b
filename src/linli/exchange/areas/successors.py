"""A table of what replaced ended areas: code, replaced_by (several with spaces), kind, source."""

import csv
from collections.abc import Iterator
from pathlib import Path

from linli.areas.actions.edition import Successor
from linli.exchange.areas.files import Unreadable

KINDS = {"": "", "合并": "merged", "拆分": "split", "撤销": "ended", "调整": "moved"} | {
    kind: kind for kind in ("merged", "split", "ended", "moved")
}


def read_successors(path: Path) -> list[Successor]:
    """The table's rows; raises ``Unreadable`` naming the first line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"读不出变更表 {path}：须为 UTF-8 编码的 CSV。") from error
    rows = csv.DictReader(text.splitlines())
    if not {"code", "replaced_by"} <= set(rows.fieldnames or ()):
        raise Unreadable(f"变更表 {path} 须有 code 和 replaced_by 两列。")
    return list(_successors(path, rows))


def _successors(path: Path, rows: "csv.DictReader[str]") -> Iterator[Successor]:
    for number, row in enumerate(rows, start=2):
        code, replaced = (row.get("code") or "").strip(), (row.get("replaced_by") or "").replace("、", " ").split()
        kind = (row.get("kind") or "").strip()
        if not code.isdecimal() or not all(one.isdecimal() for one in replaced) or kind not in KINDS:
            raise Unreadable(
                f"变更表 {path} 第 {number} 行有误：代码须为数字，kind 须为 {'、'.join(k for k in KINDS if k)} 之一。"
            )
        yield Successor(code, tuple(replaced), KINDS[kind], (row.get("source") or "").strip())
