"""An edition of a register of addresses laid over the places: in one transaction, by statements over whole sets.

Each place is known by the register's name and its code there. Places drawn with the map, and those of other registers,
are never touched.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas.rules import Actor, Ground, Level, NotAllowed, Refused
from linli.lib.sql import statement
from linli.registers.places.wording import search_text

#: More places gone than this share of what is there look like a file that was cut off.
_MANY_SHARE, _FEW = 0.05, 20
#: A place may lie so far outside the area its register puts it in: registers measure, borders are drawn.
BESIDE_M = 50
_COLUMNS = "line, code, name, kind, area, lon, lat, found, good, reason, search"
#: Sorting and joining a million lines fits in it.
_MEMORY = "SET LOCAL work_mem = '128MB'"


class Line(NamedTuple):
    """One line of a file; ``found`` is the area in which the point (EPSG:4326) lies, blank for none."""

    line: int
    code: str
    name: str = ""
    kind: str = ""
    area: str = ""
    lon: float | None = None
    lat: float | None = None
    found: str = ""
    good: bool = True
    reason: str = ""


class Reported(NamedTuple):
    """A line that was not taken, and why."""

    line: int
    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class Edition:
    """Which register; ``whole``: what the file does not name is no longer there."""

    source: str
    whole: bool = False
    many_may_go: bool = False


@dataclass(frozen=True)
class Verdict:
    """What an edition did with its lines: every one read is added, changed, the same or bad."""

    read: int
    added: int
    changed: int
    gone: int
    bad: int

    @property
    def same(self) -> int:
        """Lines that say what is there already."""
        return self.read - self.added - self.changed - self.bad

    @property
    def written(self) -> int:
        """Rows of the register that were written."""
        return self.added + self.changed + self.gone


Report = Callable[[Iterator[Reported]], None]


@transaction.atomic
def import_edition(
    edition: Edition,
    lines: Iterable[Line],
    *,
    by: Actor,
    at: datetime,
    report: Report = lambda _lines: None,
) -> Verdict:
    """Lay an edition over the register; a second run writes nothing. Good lines are taken, bad ones reported in order.

    ``report`` is called once, with lines that can be read only while it runs. Raises ``NotAllowed``, and ``Refused``
    when the same register is being imported elsewhere, or when so many places would go that the file was probably cut
    off.
    """
    if by.kind != "system" and not by.holds(Permission.EDIT_AREAS):
        raise NotAllowed(_("这个岗位不能修改地名地址。"))
    with connection.cursor() as cursor:
        work = _Work(cursor, edition, by)
        verdict = work.run(lines)
        report(work.reported())
    if verdict.written:
        audit.record("place.import", "register", edition.source, by=by, at=at, detail=_told(verdict))
    return verdict


class _Work:
    def __init__(self, cursor: Any, edition: Edition, by: Actor) -> None:
        self.cursor, self.edition = cursor, edition
        level = by.ground_level if by.kind != "system" else ""
        self.values = {
            "source": edition.source,
            "level": level if level in Ground._fields else "",
            "ground": by.ground_code if level else "",
            "beside_m": BESIDE_M,
        }

    def run(self, lines: Iterable[Line]) -> Verdict:
        self._begin()
        self._stage(lines)
        self._sort_out()
        changed, added = self._count("place_change"), self._count("place_add")
        gone = self._remove() if self.edition.whole else 0
        self.cursor.execute("SELECT count(*), count(*) FILTER (WHERE NOT good) FROM place_line")
        read, bad = self.cursor.fetchone()
        return Verdict(read=read, added=added, changed=changed, gone=gone, bad=bad)

    def reported(self) -> Iterator[Reported]:
        """Bad lines in the order of the file, as they come from the database."""
        query = "COPY (SELECT line, code, name, reason FROM place_line WHERE NOT good ORDER BY line) TO STDOUT"
        with self.cursor.copy(query) as copy:
            copy.set_types(["int4", "text", "text", "text"])
            yield from (Reported(*row) for row in copy.rows())

    def _begin(self) -> None:
        """One import of a register at a time: of two, the later would compare with what is not there yet."""
        self.cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"places {self.edition.source}"])
        if not self.cursor.fetchone()[0]:
            raise Refused("busy", _("「%(source)s」正在另一处导入，请等它结束。") % {"source": self.edition.source})
        self.cursor.execute(_MEMORY)

    def _stage(self, lines: Iterable[Line]) -> None:
        self.cursor.execute(statement("linli.registers.places", "place_stage"))
        with self.cursor.copy(f"COPY place_line ({_COLUMNS}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row((*line, search_text(line.name) if line.good else ""))
        self.cursor.execute("ANALYZE place_line")

    def _sort_out(self) -> None:
        """Mark the lines that only show as bad beside the others, and beside the areas."""
        self._do("place_duplicates", reason=_("编码重复，首见于第 %s 行"))
        self._do("place_twins", reason=_("与第 %s 行的名称和位置都相同"))
        self._do("place_areas")
        self._do(
            "place_grounds",
            levels=[str(level) for level in Level if str(level) in Ground._fields],
            unknown=_("没有区划代码 %s"),
            ended=_("区划 %s 已停用"),
            wide=_("区划 %s 太大，请填写区县或更下级的代码"),
            nowhere=_("位置不在任何区划的边界内，请核对坐标，或填写区划代码"),
            outside=_("位置不在区划 %s 内"),
        )
        self._do("place_foreign", reason=_("不在当前岗位的辖区内"))

    def _remove(self) -> int:
        missing, known, unreadable = self._do("place_missing").fetchone()
        if unreadable:
            text = _("有 %(count)d 行读不出编码，无法判断哪些已经没有。请改正这些行，或不作为完整的一版导入。")
            raise Refused("unreadable", text % {"count": unreadable})
        if missing > max(_FEW, known * _MANY_SHARE) and not self.edition.many_may_go:
            text = _("这一版会去掉 %(count)d 个地名地址，文件可能不完整，没有导入。确认无误请加 --many-may-go。")
            raise Refused("many_go", text % {"count": missing})
        return self._count("place_remove") if missing else 0

    def _count(self, name: str) -> int:
        [(count,)] = self._do(name).fetchall()
        return int(count)

    def _do(self, name: str, **more: Any) -> Any:
        self.cursor.execute(statement("linli.registers.places", name), self.values | more)
        return self.cursor


def _told(verdict: Verdict) -> dict[str, object]:
    return {"added": verdict.added, "changed": verdict.changed, "gone": verdict.gone, "bad": verdict.bad}
