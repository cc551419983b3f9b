"""Writing the responsibility list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.audit.actions import record
from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.areas.rules import Actor
from linli.matters import queries
from linli.matters.actions.permit import (
    Saved,
    Signature,
    next_numbers,
    permit_area,
    refuse_stale,
    write_editions,
)
from linli.matters.checks import responsibility_errors
from linli.matters.models import Matter, MatterClass, Responsibility
from linli.matters.refusals import BadForm, Stale
from linli.matters.wording import ResponsibilityValues

_FIELDS = ["lead_function", "lead_unit", "assist_functions", "level", "duty_type", "note", "edition"]


@transaction.atomic
def save_responsibility(
    values: ResponsibilityValues, *, by: Actor, at: datetime, expected: int, note: str = ""
) -> Responsibility:
    """Keep the line for an area and a scope; ``expected`` is the edition that was seen, 0 for a new line.

    Saving what already stands there writes nothing. Raises ``Refused``, ``BadForm`` or ``Stale``.
    """
    saved = _save([values], {values.scope: expected}, Signature(by, at, note))
    line = queries.responsibilities().get(_scope_filter(values))
    if saved.written:
        verb = "responsibility.add" if saved.added else "responsibility.change"
        detail: dict[str, object] = {"edition": line.edition, "note": note}
        record(verb, queries.RESPONSIBILITY, values.scope, by=by, at=at, detail=detail)
    return line


@transaction.atomic
def save_responsibilities(
    many: Sequence[ResponsibilityValues], *, expected: Mapping[str, int], by: Actor, at: datetime, note: str
) -> Saved:
    """Keep many lines at once, all or none; one line in the journal names them. Raises as ``save_responsibility``."""
    saved = _save(many, expected, Signature(by, at, note))
    if saved.written:
        detail: dict[str, object] = {"added": list(saved.added), "changed": list(saved.changed), "note": note}
        record("responsibilities.import", "responsibilities", "import", by=by, at=at, detail=detail)
    return saved


@transaction.atomic
def remove_responsibility(number: int, *, by: Actor, at: datetime, expected: int, note: str = "") -> None:
    """Take a line out of the list; its editions stay, with one that says so.

    Raises ``Responsibility.DoesNotExist``, ``Refused`` or ``Stale``.
    """
    Responsibility.objects.select_for_update().get(pk=number)
    line = queries.responsibility(number)
    permit_area(by, line.area)
    scope = queries.scope_of(line)
    refuse_stale(queries.RESPONSIBILITY, {scope: line.edition}, {scope: expected})
    content = queries.responsibility_values_of(line).content | {"removed": True}
    last = next_numbers(queries.RESPONSIBILITY, [scope])[scope]
    Responsibility.objects.filter(pk=number).delete()
    write_editions(queries.RESPONSIBILITY, [(scope, last, content)], signature=Signature(by, at, note))
    record("responsibility.remove", queries.RESPONSIBILITY, scope, by=by, at=at, detail={"edition": last, "note": note})


class _Named:
    """What the codes of some lines stand for, read once."""

    def __init__(self, many: Sequence[ResponsibilityValues], at: datetime) -> None:
        on = timezone.localdate(at)
        self.areas = {area.code: area for area in areas.current(on).filter(code__in={one.area_code for one in many})}
        self.matters = {row.code: row for row in Matter.objects.filter(code__in={one.matter_code for one in many})}
        self.groups = {row.code: row for row in MatterClass.objects.filter(code__in={one.class_code for one in many})}
        units = Unit.objects.filter(pk__in={one.lead_unit_id for one in many} - {None}).select_related("area")
        self.units: dict[int | None, Unit] = {unit.pk: unit for unit in units}

    def check(self, values: ResponsibilityValues, by: Actor) -> None:
        area = self.areas.get(values.area_code)
        if area:
            permit_area(by, area)
        errors = responsibility_errors(values, area, self.units.get(values.lead_unit_id))
        if values.matter_code and values.matter_code not in self.matters:
            errors["matter"] = _("没有这个事项。")
        if values.class_code and values.class_code not in self.groups:
            errors["group"] = _("没有这个大类。")
        if errors:
            raise BadForm(errors)

    def row(self, values: ResponsibilityValues) -> Responsibility:
        return Responsibility(
            area=self.areas[values.area_code],
            matter=self.matters.get(values.matter_code),
            group=self.groups.get(values.class_code),
        )

    def fill(self, row: Responsibility, values: ResponsibilityValues, edition: int) -> None:
        row.lead_function = values.lead_function
        row.lead_unit = self.units.get(values.lead_unit_id)
        row.assist_functions = list(values.assist_functions)
        row.level = values.level
        row.duty_type = values.duty_type
        row.note = values.note
        row.edition = edition


def _save(many: Sequence[ResponsibilityValues], expected: Mapping[str, int], signature: Signature) -> Saved:
    """Check, lock, compare and write; the number of statements does not grow with the number of lines."""
    named = _Named(many, signature.at)
    for values in many:
        named.check(values, signature.by)
    standing = _lock(named.areas.values(), expected)
    refuse_stale(queries.RESPONSIBILITY, {scope: line.edition for scope, line in standing.items()}, expected)
    now = {scope: queries.responsibility_values_of(line).content for scope, line in standing.items()}
    added = [one for one in many if one.scope not in now]
    changed = [one for one in many if one.scope in now and now[one.scope] != one.content]
    numbers = next_numbers(queries.RESPONSIBILITY, [one.scope for one in [*added, *changed]])
    rows: dict[str, Responsibility] = {one.scope: named.row(one) for one in added}
    rows |= {one.scope: standing[one.scope] for one in changed}
    for one in [*added, *changed]:
        named.fill(rows[one.scope], one, numbers[one.scope])
    _write([rows[one.scope] for one in added], [rows[one.scope] for one in changed])
    wordings = [(one.scope, numbers[one.scope], one.content) for one in [*added, *changed]]
    write_editions(queries.RESPONSIBILITY, wordings, signature=signature)
    same = tuple(one.scope for one in many if one.scope not in numbers)
    return Saved(tuple(one.scope for one in added), tuple(one.scope for one in changed), same)


def _lock(touched: Any, expected: Mapping[str, int]) -> dict[str, Responsibility]:
    """The lines of the areas touched, locked, that somebody expects."""
    ids = [area.pk for area in touched]
    locked = Responsibility.objects.select_for_update(of=("self",)).filter(area__in=ids).order_by("pk")
    numbers = list(locked.values_list("pk", flat=True))
    found = {queries.scope_of(line): line for line in queries.responsibilities().filter(pk__in=numbers)}
    return {scope: line for scope, line in found.items() if scope in expected}


def _write(added: Sequence[Responsibility], changed: Sequence[Responsibility]) -> None:
    try:
        with transaction.atomic():
            Responsibility.objects.bulk_create(added, batch_size=1000)
    except IntegrityError as clash:
        raise Stale(_("同一条权责刚刚被别人添加了，没有保存。"), 1) from clash
    Responsibility.objects.bulk_update(changed, _FIELDS, batch_size=500)


def _scope_filter(values: ResponsibilityValues) -> Q:
    scope = Q(area__code=values.area_code)
    scope &= Q(matter__code=values.matter_code) if values.matter_code else Q(matter__isnull=True)
    return scope & (Q(group__code=values.class_code) if values.class_code else Q(group__isnull=True))
