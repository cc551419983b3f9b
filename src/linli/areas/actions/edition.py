"""One edition of a national list laid over the area tree: in one transaction, by statements over whole sets.

Rows of another scheme (drawn here by hand, or of a demo) are never touched. An area that the edition no longer names
ends: its row stays, so that what points to it keeps its ground.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas.models import Area
from linli.areas.rules import Actor, Level, NotAllowed, Refused
from linli.lib.sql import statement

#: From the top down; an edition goes no deeper.
LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN, Level.COMMUNITY)
#: Cities of the list that are no cities but a place to keep counties in.
GROUPINGS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
#: More endings than this share of the scope look like a file that was cut off.
_MANY_SHARE, _FEW = 0.05, 20
_COLUMNS = "file, line, level, code, name, parent, good, reason"

Say = Callable[[str], None]


class Line(NamedTuple):
    """One line of one file; ``good`` lines are taken, a ``reason`` is reported in any case."""

    file: str
    line: int
    level: str
    code: str
    name: str = ""
    parent: str = ""
    good: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Edition:
    """Which list, of which day, and whether all of it or one county."""

    scheme: str
    on: date
    county: str = ""
    levels: tuple[str, ...] = LEVELS  # those whose files came: only these can lose areas
    many_may_end: bool = False

    @property
    def family(self) -> str:
        """What the schemes of all editions of this list begin with."""
        return self.scheme.split("-")[0] + "-"

    @property
    def source(self) -> str:
        return f"{self.scheme} {self.on}"


@dataclass(frozen=True)
class Successor:
    """What somebody says replaced an area that an edition no longer names."""

    code: str
    replaced_by: tuple[str, ...]
    kind: str = ""
    source: str = ""


@dataclass(frozen=True)
class Verdict:
    """What an edition did: how many areas of each level were added, what else changed, and the lines to look at."""

    added: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    renamed: int = 0
    ended: tuple[str, ...] = ()
    read: int = 0
    reported: tuple[Line, ...] = ()

    @property
    def written(self) -> int:
        """Rows of the tree that were written."""
        return self.added.total() + self.restored + self.renamed + len(self.ended)

    @property
    def bad(self) -> int:
        return sum(not line.good for line in self.reported)


@transaction.atomic
def import_edition(  # noqa: PLR0913 - an edition has these parts, each named at the call
    edition: Edition,
    lines: Iterable[Line],
    *,
    successors: Sequence[Successor] = (),
    by: Actor,
    at: datetime,
    say: Say = lambda _text: None,
) -> Verdict:
    """Lay an edition over the tree; a second run writes nothing. Bad lines come back, good ones are taken.

    A code that stands in a bad line is neither taken nor ended. Raises ``NotAllowed`` for anybody but the system, and
    ``Refused`` when a later edition was imported already, or when so many areas would end that the list was probably
    cut off.
    """
    if by.kind != "system":
        raise NotAllowed(_("名录只能由系统导入。"))
    _one_at_a_time(edition)
    with connection.cursor() as cursor:
        work = _Work(cursor, edition)
        verdict = work.run(lines, successors, say)
    if verdict.written:
        audit.record("area.import_edition", "edition", edition.source, by=by, at=at, detail=_told(edition, verdict))
    return verdict


class _Work:
    def __init__(self, cursor: Any, edition: Edition) -> None:
        self.cursor, self.edition = cursor, edition
        self.values: dict[str, Any] = {
            "scheme": edition.scheme,
            "family": edition.family,
            "source": edition.source,
            "on": edition.on,
            "county": edition.county,
        }

    def run(self, lines: Iterable[Line], successors: Sequence[Successor], say: Say) -> Verdict:
        self._refuse_an_earlier_edition()
        self._stage(lines)
        [(read,)] = self._rows("SELECT count(*) FROM edition_line")
        say(_("读入 %(count)d 行，正在核对……") % {"count": read})
        self._sort_out()
        say(_("正在写入……"))
        restored = self._count("edition_restore")
        renamed = self._count("edition_rename")
        added = Counter({str(level): self._count("edition_add", level=level) for level in LEVELS})
        ended = self._end(successors)
        return Verdict(
            added=+added,
            restored=restored,
            renamed=renamed,
            ended=ended,
            read=read,
            reported=tuple(
                Line(*row)
                for row in self._rows(
                    f"SELECT {_COLUMNS} FROM edition_line WHERE reason <> '' ORDER BY file, line, code"  # noqa: S608 - a constant
                )
            ),
        )

    def _refuse_an_earlier_edition(self) -> None:
        [(last,)] = self._do("edition_later").fetchall()
        if last and last > self.edition.on:
            text = _("已经导入过更晚的一版（%(last)s），不能再导入 %(on)s 的名录。")
            raise Refused("older_edition", text % {"last": last, "on": self.edition.on})

    def _stage(self, lines: Iterable[Line]) -> None:
        self._do("edition_stage")
        with self.cursor.copy(f"COPY edition_line ({_COLUMNS}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
        self.cursor.execute("CREATE INDEX ON edition_line (code)")
        self.cursor.execute("ANALYZE edition_line")

    def _sort_out(self) -> None:
        """Mark the lines that only show as bad beside the others."""
        self._do("edition_duplicates", reason=_("代码重复，首见于 %s 第 %s 行"))
        self._do("edition_strangers", reason=_("代码已由本地区划使用，未导入"))
        self._do("edition_rest", reason=_("本地已停用，名录仍列出，未恢复"))
        for level in LEVELS[1:]:
            self._do("edition_orphans", level=level, reason=_("上级 %s 不存在"))

    def _end(self, successors: Sequence[Successor]) -> tuple[str, ...]:
        self._do("edition_missing", levels=list(self.edition.levels))
        self._do("edition_doubt", reason=_("名录中有同级的行代码无法辨认，暂不停用"))
        for level in reversed(LEVELS):
            self._do("edition_keep", level=level, reason=_("名录不再列出，但下级仍在，未停用"))
        [(missing,)] = self._rows("SELECT count(*) FROM edition_missing")
        self._refuse_too_many(missing)
        said = [
            {"code": s.code, "kind": s.kind or _kind(s, successors), "replaced_by": s.replaced_by, "source": s.source}
            for s in successors
        ]
        rows = self._do("edition_end", successors=json.dumps(said, ensure_ascii=False)).fetchall()
        return tuple(code for (code,) in rows)

    def _refuse_too_many(self, missing: int) -> None:
        known = Area.objects.filter(valid_to=None, scheme__startswith=self.edition.family)
        if self.edition.county:
            known = known.filter(county=self.edition.county)
        if missing > max(_FEW, known.count() * _MANY_SHARE) and not self.edition.many_may_end:
            text = _("这一版会停用 %(count)d 个区划，文件可能不完整，没有导入。确认无误请加 --many-may-end。")
            raise Refused("many_end", text % {"count": missing})

    def _count(self, name: str, **more: Any) -> int:
        [(count,)] = self._do(name, **more).fetchall()
        return int(count)

    def _do(self, name: str, **more: Any) -> Any:
        self.cursor.execute(statement("linli.areas", name), self.values | {"groupings": list(GROUPINGS)} | more)
        return self.cursor

    def _rows(self, sql: str) -> list[Any]:
        self.cursor.execute(sql)
        return list(self.cursor.fetchall())


def _one_at_a_time(edition: Edition) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"areas {edition.family}"])
        if not cursor.fetchone()[0]:
            raise Refused("busy", _("另一次名录导入正在进行，请等它结束。"))


def _kind(said: Successor, successors: Sequence[Successor]) -> str:
    """Several into one is a merger, one into several a split, one into one a move to another parent."""
    if len(said.replaced_by) != 1:
        return "split" if said.replaced_by else "ended"
    shared = sum(other.replaced_by == said.replaced_by for other in successors)
    return "merged" if shared > 1 else "moved"


def _told(edition: Edition, verdict: Verdict) -> dict[str, object]:
    return {
        "county": edition.county,
        "added": dict(verdict.added),
        "restored": verdict.restored,
        "renamed": verdict.renamed,
        "ended": len(verdict.ended),
        "bad": verdict.bad,
    }
