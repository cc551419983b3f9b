"""The figures of a ground and a period as sheets of a workbook."""

from collections.abc import Iterator

from linli.documents.excel import Column, Sheet
from linli.documents.excel.cells import Value
from linli.web.desk.figures import showing
from linli.web.desk.figures.asking import Asked


def sheets(about: Asked, place: str, unit: str) -> Iterator[Sheet]:
    """The large numbers, the trend, and a sheet for each table."""
    yield _summary(about, place, unit)
    steps: list[list[Value]] = [[step.name, step.opened, step.closed] for step in showing.steps(about)]
    yield Sheet(name="趋势", columns=[Column(title="时间"), Column(title="上报"), Column(title="办结")], rows=steps)
    areas = showing.by_area(about)
    parts = (showing.by_dimension(about, by, most=0) for by in showing.tables(about))
    for table in [*([areas] if areas else []), *parts]:
        yield _sheet(table)


def _summary(about: Asked, place: str, unit: str) -> Sheet:
    rows: list[list[Value]] = [
        ["区域", place, "", ""],
        ["期间", showing.days_text(about.period), "", ""],
        ["制表单位", unit, "", ""],
        ["制表日期", about.today, "", ""],
    ]
    for tile in showing.tiles(about):
        changes = [f"{change.title} {change.text}" for change in tile.changes]
        rows.append([tile.title, _number(tile.text), *[*changes, "", ""][:2]])
    return Sheet(name="概况", columns=[Column(title=title) for title in ("项目", "数", "比较", "比较 ")], rows=rows)


def _sheet(table: showing.Table) -> Sheet:
    timed = ["用时中位", "用时九成"] if table.is_timed else []
    titles = [table.first, *table.heads, "按时办结率", "名次", *timed]
    rows = [_row(line, is_timed=table.is_timed) for line in table.lines]
    return Sheet(name=table.title, columns=[Column(title=title) for title in titles], rows=rows)


def _row(line: showing.Line, *, is_timed: bool) -> list[Value]:
    lasted = (line.median, line.p90) if is_timed else ()
    return [line.name, *(cell.n for cell in line.cells), line.on_time, line.rank, *lasted]


def _number(text: str) -> Value:
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else text
