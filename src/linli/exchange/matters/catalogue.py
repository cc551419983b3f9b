"""The catalogue as one table: a row for each filing criterion, the matter's own columns repeated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.documents.excel import Column, Expected, Sheet, workbook
from linli.documents.excel.cells import Value
from linli.exchange.matters.plan import Cells, Faults, Line, Plan, read, sorted_out
from linli.matters import actions, queries
from linli.matters.checks import FIRST_LEVELS, matter_errors
from linli.matters.history import differences
from linli.matters.models import UNITS, Matter, MatterClass
from linli.matters.wording import CriterionValues, MatterValues, kept_ids, parse_references, references_text

#: key, heading, width. Keys are those of ``MatterValues``; a criterion's are told apart by a dot.
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("class_code", "大类代码", 9),
    ("class", "大类", 20),
    ("code", "事项代码", 9),
    ("title", "事项名称", 32),
    ("urgency", "紧急程度", 9),
    ("accept_limit", "受理时限", 9),
    ("accept_unit", "受理时限单位", 13),
    ("first_level", "首办层级", 9),
    ("default_function", "默认责任单位", 28),
    ("is_public", "向居民开放", 11),
    ("is_confidential", "涉及个人", 9),
    ("is_active", "在用", 7),
    ("synonyms", "常用说法", 30),
    ("references", "参照编码", 26),
    ("criterion.text", "立案条件", 36),
    ("criterion.limit", "处置时限", 9),
    ("criterion.unit", "处置时限单位", 13),
    ("criterion.closing_condition", "结案条件", 30),
)
_TITLES = {key: title for key, title, _width in _COLUMNS}
_OPTIONAL = {"class", "is_public", "is_confidential", "is_active", "synonyms", "references"}
_EXPECTED = tuple(Expected(key=key, title=title, required=key not in _OPTIONAL) for key, title, _width in _COLUMNS)
#: Of several rows of one matter, these must say the same or be left blank after the first.
_OF_THE_MATTER = tuple(key for key, _title, _width in _COLUMNS if not key.startswith("criterion.") and key != "class")

_URGENCIES = {title: code for code, title in Matter.URGENCIES}
_UNITS = {title: code for code, title in UNITS}
_LEVELS = {level.title: str(level) for level in FIRST_LEVELS}


def catalogue_workbook() -> bytes:
    """The whole catalogue with its criteria, and a sheet that explains the columns."""
    columns = [Column(title=title, width=width) for _key, title, width in _COLUMNS]
    return workbook(
        [
            Sheet(name="事项目录", columns=columns, rows=_rows(queries.matters())),
            Sheet(
                name="填写说明", columns=[Column(title="栏目", width=16), Column(title="说明", width=90)], rows=_help()
            ),
        ]
    )


def plan_catalogue(data: bytes) -> Plan[MatterValues]:
    """What a file would do to the catalogue. Raises ``documents.refusals.Refused`` when it cannot be read."""
    reading = read(data, _EXPECTED)
    faults = Faults()
    classes = {group.code: group for group in queries.classes()}
    standing = {matter.code: matter for matter in queries.matters()}
    lines = []
    for rows in _by_code([Cells(row, _TITLES, faults) for row in reading.rows], faults).values():
        values = _values(rows, classes, standing, faults)
        numbers = [cells.number for cells in rows]
        if faults.any_in(numbers):
            _leave_out(rows, faults)
            continue
        now = standing.get(values.code)
        kept = replace(values, criteria=kept_ids(values.criteria, queries.values_of(now).criteria)) if now else values
        lines.append(Line(values.code, values.title, numbers[0], kept, now.edition if now else 0))
    contents = {code: queries.values_of(matter).content for code, matter in standing.items()}
    added, changed, same = sorted_out(lines, lambda line: contents.get(line.code))
    names = {f"class:{group.code}": group.title for group in classes.values()}
    told = tuple(
        replace(line, differences=tuple(differences(contents[line.code], line.values.content, names)))
        for line in changed
    )
    return Plan(reading, added, told, same, faults.found)


def apply_catalogue(plan: Plan[MatterValues], *, by: Actor, at: datetime, note: str) -> actions.Saved:
    """Do what the plan says, all of it or nothing. Raises as ``matters.actions.save_matters``."""
    values = [line.values for line in plan.lines]
    return actions.save_matters(values, expected=plan.expected, by=by, at=at, note=note)


def _rows(matters: Iterable[Matter]) -> Iterator[list[Value]]:
    for matter in matters:
        values = queries.values_of(matter)
        own: list[Value] = [
            values.class_code,
            matter.group.title,
            values.code,
            values.title,
            matter.get_urgency_display(),
            values.accept_limit,
            matter.get_accept_unit_display(),
            matter.get_first_level_display(),
            values.default_function,
            values.is_public,
            values.is_confidential,
            values.is_active,
            values.synonyms,
            references_text(values.references),
        ]
        units = dict(UNITS)
        for one in values.criteria:
            yield [*own, one.text, one.limit, units[one.unit], one.closing_condition]


def _by_code(rows: Sequence[Cells], faults: Faults) -> dict[str, list[Cells]]:
    """Rows by the matter's code, in the order of the file; a row without a code is a fault."""
    found: dict[str, list[Cells]] = {}
    for cells in rows:
        code = cells.text("code")
        if code:
            found.setdefault(code, []).append(cells)
        elif not faults.any_in([cells.number]):
            cells.wrong("code", _("不能为空"))
    return found


def _values(
    rows: Sequence[Cells], classes: Mapping[str, MatterClass], standing: Mapping[str, Matter], faults: Faults
) -> MatterValues:
    """What the rows of one matter say; whatever is wrong is noted."""
    first = rows[0]
    for cells in rows[1:]:
        _same_matter(first, cells)
    values = MatterValues(
        code=first.text("code"),
        class_code=first.text("class_code"),
        title=first.text("title"),
        urgency=first.one_of("urgency", _URGENCIES),
        accept_limit=first.number_of("accept_limit"),
        accept_unit=first.one_of("accept_unit", _UNITS),
        first_level=first.one_of("first_level", _LEVELS),
        default_function=first.text("default_function"),
        is_public=first.yes("is_public", blank=True),
        is_confidential=first.yes("is_confidential", blank=False),
        is_active=first.yes("is_active", blank=True),
        synonyms=first.text("synonyms"),
        criteria=tuple(_criterion(cells) for cells in rows),
    )
    _check_codes(first, values, classes, standing)
    if not faults.any_in([cells.number for cells in rows]):
        _check(rows, values)
    try:
        return replace(values, references=parse_references(first.text("references")))
    except ValueError:
        first.wrong("references", _("请写成“编码表:代码”，多个用分号隔开"))
        return values


def _criterion(cells: Cells) -> CriterionValues:
    return CriterionValues(
        text=cells.text("criterion.text"),
        limit=cells.number_of("criterion.limit"),
        unit=cells.one_of("criterion.unit", _UNITS),
        closing_condition=cells.text("criterion.closing_condition"),
    )


def _same_matter(first: Cells, other: Cells) -> None:
    """Note every column in which a later row of the matter says something else than the first."""
    for key in _OF_THE_MATTER:
        text = other.text(key)
        if text and text != first.text(key):
            other.wrong(key, _("事项代码与第 %(row)d 行重复，但这一栏不同") % {"row": first.number})


def _check_codes(
    cells: Cells, values: MatterValues, classes: Mapping[str, MatterClass], standing: Mapping[str, Matter]
) -> None:
    if values.class_code not in classes:
        cells.wrong("class_code", _("没有代码为“%(code)s”的大类") % {"code": values.class_code})
    padded = values.code.zfill(4)
    if values.code not in standing and padded in standing:
        cells.wrong("code", _("代码前面的 0 丢了，应为 %(code)s") % {"code": padded})


def _check(rows: Sequence[Cells], values: MatterValues) -> None:
    """Note what the checks of the screen say, in the row and the column it is about."""
    for field, text in matter_errors(values).items():
        if field.startswith("criteria."):
            _criteria, n, name = field.split(".")
            rows[int(n)].wrong(f"criterion.{name}", text.rstrip("。"))
        else:
            rows[0].wrong(field, text.rstrip("。"))


def _leave_out(rows: Sequence[Cells], faults: Faults) -> None:
    """Say for every row of a faulty matter that it is left out too."""
    for cells in rows:
        if not faults.any_in([cells.number]):
            cells.wrong("", _("同一事项的其他行有错误，本行一并未导入"))


def _help() -> list[list[Value]]:
    units = "、".join(_UNITS)
    return [
        ["总则", "一行是一个立案条件；一个事项有几个立案条件就写几行，事项各栏相同，或只在第一行填写。"],
        ["总则", "文件里没有的事项保持不变。要停用一个事项，请把“在用”改为“否”；导入从不删除事项。"],
        ["总则", "有错误的事项整个不导入，其余照常导入；有错误的行会放在一个文件里退回，改好后可直接再次导入。"],
        ["大类代码", "必须是已有的大类。“大类”一栏只供阅读。"],
        ["事项代码", "一个事项一个代码，保存为文本，不要丢掉前面的 0。"],
        ["事项名称", "事项是地点、设施、服务、隐患或纠纷，不能以某个人或某类人为对象。"],
        ["紧急程度", "、".join(_URGENCIES)],
        ["受理时限单位", units],
        ["处置时限单位", units + "。紧急工作时、紧急工作日连续计时；工作时、工作日只计工作时间；自然日按日历计。"],
        ["首办层级", "、".join(_LEVELS)],
        ["默认责任单位", "没有权责规定时由承担这项职责的单位负责，须与单位的“承担职责”一字不差。"],
        ["向居民开放、涉及个人、在用", "填“是”或“否”。"],
        ["常用说法", "居民平时怎么说，用空格隔开，用于搜索。"],
        ["参照编码", "编码表[版本]:代码(说明)，多个用分号隔开。"],
    ]
