"""The cases behind a figure: as many as it says, to be read page by page."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.lookups import DataContains
from django.db.models import BooleanField, DateTimeField, F, Field, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from linli.cases.models import SLOWLY_ACCEPTED, SOON, Case
from linli.cases.queries import BY_CLOSED, BY_OPENED, Listing, Order
from linli.deadlines.rules import SHANGHAI
from linli.stats.declared import figures
from linli.stats.queries.counts import asked, level_of
from linli.stats.rules import Figure, Period, apart


def behind(figure: str, area_code: str, period: Period | None = None, *, by: str = "", value: str = "") -> Listing:
    """The cases that a figure counts, those of one ``value`` of a dimension if named; by opening or by closing.

    Raises ``UnknownFigure`` as ``count`` does.
    """
    one, level = asked(figure, period, by), level_of(area_code)
    if level is None:
        return Listing(())
    found = Case.objects.filter(Q(**{level: area_code}), _counts(one), _during(one, period), _of(by, value))
    if one.at == "accepted_at" and period is not None:
        return Listing(tuple(_placed(found.filter(way), BY_OPENED) for way in _accepted_in(period)), BY_OPENED)
    if one.at != "closed_at":
        return Listing((_placed(found, BY_OPENED),), BY_OPENED)
    # What ended stands in an index by its end; the few that ended and still wait for a rating do not.
    ways = (found.filter(is_final=True), found.filter(is_final=False))
    return Listing(tuple(_placed(way, BY_CLOSED) for way in ways), BY_CLOSED)


def _placed(cases: QuerySet[Case], order: Order) -> QuerySet[Case]:
    return cases.annotate(moment=F(order.moment), number=F(order.number))


def _accepted_in(period: Period) -> Iterator[Q]:
    """The ways to cases accepted in a period, each with an end: reported in it, shortly before it, or long before.

    By when they were accepted, cases stand in no index: it would be written at every step of every case.
    """
    first, end = edges_of(period)
    yield Q(opened_at__gte=first, opened_at__lt=end)
    yield Q(opened_at__gte=first - SOON, opened_at__lt=first)
    waiting = Func(F("opened_at"), F("accepted_at"), function="tstzrange", output_field=DateTimeRangeField())
    at_first = DataContains(waiting, Value(first, DateTimeField()))
    yield SLOWLY_ACCEPTED & Q(at_first) & Q(opened_at__lt=first - SOON)


def _counts(figure: Figure) -> Q:
    return Q(Declared(figure.condition, BooleanField()))


def _during(figure: Figure, period: Period | None) -> Q:
    if not figure.is_flow or period is None:
        return Q()
    first, end = edges_of(period)
    return Q(**{f"{figure.at}__gte": first, f"{figure.at}__lt": end})


def edges_of(period: Period) -> tuple[datetime, datetime]:
    """The moments at which a period begins and at which it is over."""
    first = datetime.combine(period.first, time(), SHANGHAI)
    return first, datetime.combine(period.last + timedelta(days=1), time(), SHANGHAI)


def _of(by: str, value: str) -> Q:
    if not by:
        return Q()
    if by in {"matter", "class"}:
        return Q(matter__code=value) if by == "matter" else Q(matter__group__code=value)
    column: Field[Any, Any] = TextField()
    declared = Cast(Declared(figures().dimensions[by].column, column), column)
    return Q(Exact(declared, Value(value)))


class Declared(Func):
    """A declared expression over a case's row; its columns are Django's, so that it means the right table in a join."""

    def __init__(self, expression: str, output_field: "Field[Any, Any]") -> None:
        self.texts, columns = apart(expression)
        super().__init__(*(F(column) for column in columns), output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002 - Django's way
        """The texts with the columns between them."""
        sql, params = self.texts[0].replace("%", "%%"), list[Any]()
        for source, text in zip(self.get_source_expressions(), self.texts[1:], strict=True):
            column, more = compiler.compile(source)
            sql += column + text.replace("%", "%%")
            params += more
        return f"({sql})", params
