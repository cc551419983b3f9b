"""The responsibility list as one table: a row for each area and scope."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area, Unit
from linli.areas.rules import Actor
from linli.documents.excel import Column, Expected, Sheet, workbook
from linli.documents.excel.cells import Value
from linli.exchange.matters.plan import Cells, Faults, Line, Plan, read, sorted_out
from linli.matters import actions, queries
from linli.matters.checks import FIRST_LEVELS, responsibility_errors
from linli.matters.history import differences
from linli.matters.models import Matter, Responsibility
from linli.matters.wording import ResponsibilityValues

_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("area", "区划代码", 18),
    ("area_name", "区划", 20),
    ("group", "大类代码", 9),
    ("group_title", "大类", 20),
    ("matter", "事项代码", 9),
    ("matter_title", "事项", 30),
    ("duty_type", "履职类型", 11),
    ("level", "首办层级", 9),
    ("lead_function", "牵头职责", 26),
    ("lead_unit", "牵头单位", 26),
    ("lead_area", "牵头单位区划代码", 18),
    ("assist_functions", "配合职责", 36),
    ("note", "说明", 30),
)
_TITLES = {key: title for key, title, _width in _COLUMNS}
_REQUIRED = {"area", "group", "matter", "lead_function"}
_EXPECTED = tuple(Expected(key=key, title=title, required=key in _REQUIRED) for key, title, _width in _COLUMNS)

_LEVELS = {level.title: str(level) for level in FIRST_LEVELS}
_DUTIES = {title: code for code, title in Matter.DUTY_TYPES}
_SEPARATORS = str.maketrans({"、": ";", "\uff1b": ";", ",": ";", "\uff0c": ";"})


def responsibilities_workbook(lines: Iterable[Responsibility] | None = None) -> bytes:
    """The responsibility list (all of it unless told otherwise), and a sheet that explains the columns."""
    columns = [Column(title=title, width=width) for _key, title, width in _COLUMNS]
    rows = _rows(queries.responsibilities() if lines is None else lines)
    return workbook(
        [
            Sheet(name="权责清单", columns=columns, rows=rows),
            Sheet(
                name="填写说明", columns=[Column(title="栏目", width=16), Column(title="说明", width=90)], rows=_help()
            ),
        ]
    )


def plan_responsibilities(data: bytes, *, by: Actor, at: datetime) -> Plan[ResponsibilityValues]:
    """What a file would do to the list. Raises ``documents.refusals.Refused`` when it cannot be read."""
    reading = read(data, _EXPECTED)
    faults = Faults()
    rows = [Cells(row, _TITLES, faults) for row in reading.rows]
    known = _Known.read(rows, at)
    seen: dict[str, int] = {}
    lines = []
    for cells in rows:
        values = _values(cells, known, by)
        if values.scope in seen:
            cells.wrong("", _("与第 %(row)d 行的区划和事项相同") % {"row": seen[values.scope]})
        seen.setdefault(values.scope, cells.number)
        if not faults.any_in([cells.number]):
            now = known.lines.get(values.scope)
            title = _title(values, known)
            lines.append(Line(values.scope, title, cells.number, values, now.edition if now else 0))
    contents = {scope: queries.responsibility_values_of(line).content for scope, line in known.lines.items()}
    added, changed, same = sorted_out(lines, lambda line: contents.get(line.code))
    told = tuple(
        replace(line, differences=tuple(differences(contents[line.code], line.values.content, known.names)))
        for line in changed
    )
    return Plan(reading, added, told, same, faults.found)


def apply_responsibilities(plan: Plan[ResponsibilityValues], *, by: Actor, at: datetime, note: str) -> actions.Saved:
    """Do what the plan says, all of it or nothing. Raises as ``matters.actions.save_responsibilities``."""
    values = [line.values for line in plan.lines]
    return actions.save_responsibilities(values, expected=plan.expected, by=by, at=at, note=note)


@dataclass(frozen=True)
class _Known:
    """What the codes of a file may name, read once."""

    areas: dict[str, Area]
    matters: dict[str, str]
    classes: dict[str, str]
    units: dict[str, list[Unit]]
    lines: dict[str, Responsibility]

    @classmethod
    def read(cls, rows: Sequence[Cells], at: datetime) -> "_Known":
        codes = {cells.text("area") for cells in rows}
        unit_names = {cells.text("lead_unit") for cells in rows} - {""}
        units: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(name__in=unit_names, is_active=True).select_related("area").order_by("pk"):
            units.setdefault(unit.name, []).append(unit)
        standing = queries.responsibilities().filter(area__code__in=codes)
        return cls(
            areas={area.code: area for area in areas.current(timezone.localdate(at)).filter(code__in=codes)},
            matters=dict(Matter.objects.order_by().values_list("code", "title")),
            classes={group.code: group.title for group in queries.classes()},
            units=units,
            lines={queries.scope_of(line): line for line in standing},
        )

    @property
    def names(self) -> dict[str, str]:
        found = {f"unit:{unit.pk}": unit.name for units in self.units.values() for unit in units}
        led = [line.lead_unit for line in self.lines.values() if line.lead_unit]
        return found | {f"unit:{unit.pk}": unit.name for unit in led}


def _values(cells: Cells, known: _Known, by: Actor) -> ResponsibilityValues:
    """What one row says; whatever is wrong is noted."""
    area = known.areas.get(cells.text("area"))
    unit = _unit(cells, area, known)
    values = ResponsibilityValues(
        area_code=cells.text("area"),
        matter_code=cells.text("matter"),
        class_code="" if cells.text("matter") else cells.text("group"),
        lead_function=cells.text("lead_function"),
        lead_unit_id=unit.pk if unit else None,
        assist_functions=_parts(cells.text("assist_functions")),
        level=cells.one_of("level", _LEVELS, blank=""),
        duty_type=cells.one_of("duty_type", _DUTIES, blank="basic"),
        note=cells.text("note"),
    )
    if area and not actions.may_edit(by, area.ground):
        cells.wrong("area", _("当前岗位不能修改 %(area)s 的权责清单") % {"area": area.name})
    if values.matter_code and values.matter_code not in known.matters:
        cells.wrong("matter", _("没有代码为“%(code)s”的事项") % {"code": values.matter_code})
    if values.class_code and values.class_code not in known.classes:
        cells.wrong("group", _("没有代码为“%(code)s”的大类") % {"code": values.class_code})
    for field, text in responsibility_errors(values, area, unit).items():
        cells.wrong(field, text.rstrip("。"))
    return values


def _unit(cells: Cells, area: Area | None, known: _Known) -> Unit | None:
    """The unit named in the row: on the area named beside it, else the only one of that name that serves the area."""
    name, code = cells.text("lead_unit"), cells.text("lead_area")
    if not name or area is None:
        return None
    named = known.units.get(name, [])
    found = [unit for unit in named if unit.area.code == code or (not code and unit.area.code in area.ground)]
    if len(found) != 1:
        several = _("有 %(count)d 个单位叫“%(name)s”，请填写牵头单位区划代码") % {"count": len(found), "name": name}
        cells.wrong("lead_unit", several if found else _("没有叫“%(name)s”的单位服务这里") % {"name": name})
        return None
    return found[0]


def _parts(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.translate(_SEPARATORS).split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _title(values: ResponsibilityValues, known: _Known) -> str:
    scope = known.matters.get(values.matter_code) or known.classes.get(values.class_code) or _("全部事项")
    return f"{known.areas[values.area_code].name} · {scope}"


def _rows(lines: Iterable[Responsibility]) -> Iterator[list[Value]]:
    for line in lines:
        group = line.matter.group if line.matter else line.group
        yield [
            line.area.code,
            line.area.name,
            group.code if group else "",
            group.title if group else "",
            line.matter.code if line.matter else "",
            line.matter.title if line.matter else "",
            line.get_duty_type_display(),
            line.get_level_display() if line.level else "",
            line.lead_function,
            line.lead_unit.name if line.lead_unit else "",
            line.lead_unit.area.code if line.lead_unit else "",
            ";".join(line.assist_functions),
            line.note,
        ]


def _help() -> list[list[Value]]:
    return [
        ["总则", "一行是一个区划对一个事项（或一个大类、全部事项）的规定。事项代码和大类代码都空，表示全部事项。"],
        ["总则", "派遣时用最深一级区划的规定；同一区划里，事项的规定先于大类，大类先于全部事项。"],
        ["总则", "文件里没有的规定保持不变；导入从不删除规定，要删除请在页面上操作。"],
        ["总则", "有错误的行不导入，其余照常导入；有错误的行会放在一个文件里退回，改好后可直接再次导入。"],
        ["区划代码", "保存为文本。“区划”“大类”“事项”三栏只供阅读。"],
        ["履职类型", "、".join(_DUTIES) + "。不填为基本履职。上级收回的事项不下派街镇、社区和网格。"],
        ["首办层级", "、".join(_LEVELS) + "。不填时按事项目录。"],
        ["牵头职责", "须与单位的“承担职责”一字不差；也可以不填，直接指定牵头单位。"],
        ["牵头单位", "单位全称。同名单位不止一个时，还要填写牵头单位区划代码。"],
        ["配合职责", "多个用分号隔开。"],
    ]
