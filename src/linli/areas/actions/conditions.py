"""What every change of the ground must meet: the right to it, its lock, its day, its key, and a clean division."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.areas.models import CODE_LENGTH, Area, Boundary, Change
from linli.areas.partition import check_partition
from linli.areas.rules import Actor, KeyConflict, Level, NotAllowed, Problem, Refused
from linli.deadlines.rules import SHANGHAI

NAME_LENGTH = 80
_CODE = re.compile(r"[0-9A-Z]+")
_SERIAL_DIGITS = 3
_LAST_SERIAL = 999
_MOST_HOUSEHOLDS = 10_000_000


def let(by: Actor, area: Area | None) -> None:
    """Raise ``NotAllowed`` unless the actor may change this area and what lies below it."""
    if by.kind == "system":
        return
    if area is None or not by.may(Permission.EDIT_AREAS, area.ground):
        raise NotAllowed(_("这个岗位不能修改这里的区划。"))


def locked(code: str, *, by: Actor) -> Area:
    """The area in force with this code, locked until the end of the transaction.

    Raises ``NotAllowed``, and ``Refused`` when there is none any more.
    """
    area = Area.objects.select_for_update(no_key=True).filter(code=code).first()  # unique: no order needed
    let(by, area)
    if area is None or area.valid_to is not None:
        raise Refused("ended", _("区划 %(code)s 不存在或已停用，可能刚被别人调整过，请刷新后再试。") % {"code": code})
    return area


def locked_with_parent(code: str, *, by: Actor) -> tuple[Area | None, Area]:
    """Parent and area, locked in this order; raises as ``locked``."""
    parent_code = Area.objects.filter(code=code).values_list("parent__code", flat=True).first()  # unique
    parent = Area.objects.select_for_update(no_key=True).filter(code=parent_code).first() if parent_code else None
    return parent, locked(code, by=by)


def check_day(on: date, *, at: datetime, parent: Area | None) -> None:
    """Raise ``Refused`` for a day to come, and for one before the last change among the parent's children."""
    today = at.astimezone(SHANGHAI).date()
    if on > today:
        raise Refused("future", _("生效日期不能晚于今天。"))
    if parent is None:
        return
    if on < parent.valid_from:
        raise Refused(
            "backdated",
            _("%(parent)s自 %(first)s 起才启用，生效日期不能更早。")
            % {"parent": parent.name, "first": parent.valid_from},
        )
    below = Area.objects.filter(parent=parent).aggregate(begun=Max("valid_from"), ended=Max("valid_to"))
    drawn = Boundary.objects.filter(area__parent=parent).aggregate(begun=Max("valid_from"))
    days = [day for day in (below["begun"], below["ended"], drawn["begun"]) if day]
    last = max((day for day in days if day <= today), default=on)
    if on < last:
        raise Refused(
            "backdated",
            _("%(parent)s在 %(last)s 已有调整，生效日期不能早于那一天。") % {"parent": parent.name, "last": last},
        )


def clean_name(name: str) -> str:
    """The name without spaces around it; raises ``Refused`` when nothing or too much is left."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Refused("no_name", _("请填写名称。"))
    if len(cleaned) > NAME_LENGTH:
        raise Refused("long_name", _("名称太长，最多 %(most)d 个字。") % {"most": NAME_LENGTH})
    return cleaned


def check_households(households: int | None) -> None:
    """Raise ``Refused`` for a number of households that cannot be."""
    if households is not None and not 0 <= households <= _MOST_HOUSEHOLDS:
        raise Refused("households", _("户数必须在 0 到 %(most)d 之间。") % {"most": _MOST_HOUSEHOLDS})


def check_code(code: str, level: str, parent: Area | None) -> None:
    """Raise ``Refused`` unless the code continues its parent's, on a deeper level, and was never used."""
    if not _CODE.fullmatch(code) or len(code) > CODE_LENGTH:
        raise Refused("bad_code", _("代码只能用数字和大写字母，最长 %(most)d 位。") % {"most": CODE_LENGTH})
    if parent is not None and not (code.startswith(parent.code) and len(code) > len(parent.code)):
        raise Refused("bad_code", _("代码必须以上级代码 %(parent)s 开头。") % {"parent": parent.code})
    if parent is not None and Level(level).depth <= Level(parent.level).depth:
        raise Refused("bad_level", _("下级的层级必须低于上级。"))
    if Area.objects.filter(code=code).exists():
        raise Refused("code_taken", _("代码 %(code)s 已经用过，代码不重复使用。") % {"code": code})


def next_codes(parent: Area, count: int) -> list[str]:
    """The next free codes of three more digits below a parent; the codes of ended areas stay theirs."""
    length = len(parent.code) + _SERIAL_DIGITS
    used = Area.objects.filter(parent=parent).values_list("code", flat=True)
    serials = (code.removeprefix(parent.code) for code in used if len(code) == length)
    last = max((int(serial) for serial in serials if serial.isdecimal()), default=0)
    if last + count > _LAST_SERIAL or length > CODE_LENGTH:
        raise Refused("no_code_left", _("%(parent)s之下已没有可用的代码。") % {"parent": parent.name})
    return [f"{parent.code}{last + number:03d}" for number in range(1, count + 1)]


def first_answer(key: UUID | None, digest: str) -> list[Area] | None:
    """The areas that the request with this key brought about, in the order they were made; ``None`` if it is new.

    Ask under the lock of the parent. Raises ``KeyConflict`` when the key stood for something else.
    """
    if key is None:
        return None
    earlier = list(Change.objects.filter(key=key).order_by("pk"))
    if not earlier:
        return None
    if any(change.digest != digest for change in earlier):
        raise KeyConflict(_("这个请求键已经用于另一次调整。"))
    made = [change.code for change in earlier if change.kind == "added"] or [change.code for change in earlier]
    found = Area.objects.in_bulk(made, field_name="code")
    return [found[code] for code in made]


def check_division(parent: Area | None, codes: Sequence[str], on: date) -> None:
    """Raise ``Refused`` when one of these areas now overlaps a neighbour or leaves its parent.

    To be asked after writing: the refusal takes the writing back.
    """
    if parent is None:
        return
    problems = check_partition(parent.code, on, codes=codes)
    if problems:
        raise Refused(problems[0].kind, sentence(problems[0]), tuple(problems))


def sentence(problem: Problem) -> str:
    """The fault in words: who, what, and how many square metres; an area whose drawing was refused has no name."""
    found = Area.objects.select_related("parent").in_bulk(problem.codes, field_name="code")
    names = [found[code].name if code in found else _("新画的网格") for code in problem.codes]
    measure = f"{problem.area_m2:,.0f}"
    if problem.kind == "overlap":
        return _("“%(one)s”与“%(other)s”重叠 %(area)s 平方米。") % {
            "one": names[0],
            "other": names[1],
            "area": measure,
        }
    if problem.kind == "outside":
        return _("“%(name)s”超出上级边界 %(area)s 平方米。") % {"name": names[0], "area": measure}
    return _("有 %(area)s 平方米没有划入任何下级，相邻的是：%(names)s。") % {
        "area": measure,
        "names": "、".join(names) or _("无"),
    }


def note_changes(changes: Iterable[Change], *, key: UUID | None, digest: str) -> None:
    """Keep what happened, under the key of the request."""
    rows = list(changes)
    for row in rows:
        row.key, row.digest = key, digest if key else ""
    Change.objects.bulk_create(rows)
