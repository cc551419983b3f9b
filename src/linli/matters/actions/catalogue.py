"""Writing the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit.actions import record
from linli.areas.rules import SYSTEM, Actor
from linli.lib.text import initials
from linli.matters import queries
from linli.matters.actions.permit import (
    Saved,
    Signature,
    permit_catalogue,
    refuse_stale,
    write_editions,
)
from linli.matters.catalogue import default_classes, default_matters
from linli.matters.checks import matter_errors
from linli.matters.models import Criterion, Matter, MatterClass
from linli.matters.refusals import BadForm, Stale
from linli.matters.wording import CriterionValues, MatterValues

#: Above every order a criterion can have: here they wait while they are renumbered.
_ASIDE = 1000
_SEARCH_LENGTH = 400
_FIELDS = [
    "group", "title", "urgency", "accept_limit", "accept_unit", "first_level", "default_function",
    "is_public", "is_active", "is_confidential", "synonyms", "search_text", "references", "edition",
]  # fmt: skip


@dataclass(frozen=True)
class _Pair:
    """A row and what it shall say."""

    row: Matter
    values: MatterValues
    old_criteria: tuple[Criterion, ...] = ()


@transaction.atomic
def load_default_catalogue(*, at: datetime, by: Actor | None = None) -> Saved:
    """Add what the default catalogue has and the database has not; what is there stays as the county worded it."""
    by = by or SYSTEM
    permit_catalogue(by)
    MatterClass.objects.bulk_create(
        [MatterClass(code=one.code, title=one.title, icon=one.icon) for one in default_classes()],
        ignore_conflicts=True,
    )
    return _add_missing(default_matters(), Signature(by, at, "默认目录"), "default")


@transaction.atomic
def add_class(  # noqa: PLR0913 - a class with its matters, each part named at the call
    code: str, title: str, icon: str, matters: Sequence[MatterValues], *, at: datetime, by: Actor | None = None
) -> Saved:
    """Add a class that a kind of work brings, with those of its matters that are not there yet; as the default one."""
    by = by or SYSTEM
    permit_catalogue(by)
    MatterClass.objects.bulk_create([MatterClass(code=code, title=title, icon=icon)], ignore_conflicts=True)
    return _add_missing(matters, Signature(by, at, title), code)


def _add_missing(matters: Sequence[MatterValues], signature: Signature, name: str) -> Saved:
    """Add what is missing; what is there stays as the county worded it."""
    there = set(Matter.objects.order_by().values_list("code", flat=True))
    missing = [values for values in matters if values.code not in there]
    saved = _save(missing, {values.code: 0 for values in missing}, signature) if missing else Saved()
    if saved.added:
        detail: dict[str, object] = {"codes": list(saved.added)}
        record("matters.load", "catalogue", name, by=signature.by, at=signature.at, detail=detail)
    return saved


@transaction.atomic
def save_matter(values: MatterValues, *, by: Actor, at: datetime, expected: int, note: str = "") -> Matter:
    """Keep a matter with its criteria; ``expected`` is the edition that was seen, 0 for a new one.

    Saving what already stands there writes nothing. Raises ``Refused``, ``BadForm`` or ``Stale``.
    """
    permit_catalogue(by)
    saved = _save([values], {values.code: expected}, Signature(by, at, note))
    matter = queries.matter(values.code)
    if saved.written:
        verb = "matter.add" if saved.added else "matter.change"
        record(verb, queries.MATTER, matter.code, by=by, at=at, detail={"edition": matter.edition, "note": note})
    return matter


@transaction.atomic
def save_matters(
    many: Sequence[MatterValues], *, expected: Mapping[str, int], by: Actor, at: datetime, note: str
) -> Saved:
    """Keep many matters at once, all or none; one line in the journal names them. Raises as ``save_matter``."""
    permit_catalogue(by)
    saved = _save(many, expected, Signature(by, at, note))
    if saved.written:
        detail: dict[str, object] = {"added": list(saved.added), "changed": list(saved.changed), "note": note}
        record("matters.import", "catalogue", "import", by=by, at=at, detail=detail)
    return saved


def save_criteria(  # noqa: PLR0913 - what every write is told, named at the call
    code: str, criteria: Sequence[CriterionValues], *, by: Actor, at: datetime, expected: int, note: str = ""
) -> Matter:
    """Keep other filing criteria for a matter. Raises ``Matter.DoesNotExist`` and as ``save_matter``."""
    values = replace(queries.values_of(queries.matter(code)), criteria=tuple(criteria))
    return save_matter(values, by=by, at=at, expected=expected, note=note)


def retire_matter(code: str, *, by: Actor, at: datetime, expected: int, note: str = "") -> Matter:
    """Take a matter out of use: nothing new can be reported under it, open cases go on. Raises as ``save_matter``."""
    return _switch(code, is_active=False, by=by, at=at, expected=expected, note=note)


def revive_matter(code: str, *, by: Actor, at: datetime, expected: int, note: str = "") -> Matter:
    """Take a retired matter into use again. Raises as ``save_matter``."""
    return _switch(code, is_active=True, by=by, at=at, expected=expected, note=note)


def _switch(  # noqa: PLR0913 - what every write is told, named at the call
    code: str, *, is_active: bool, by: Actor, at: datetime, expected: int, note: str
) -> Matter:
    values = replace(queries.values_of(queries.matter(code)), is_active=is_active)
    return save_matter(values, by=by, at=at, expected=expected, note=note)


def _save(many: Sequence[MatterValues], expected: Mapping[str, int], signature: Signature) -> Saved:
    """Check, lock, compare and write; the number of statements does not grow with the number of matters."""
    classes = {group.code: group for group in queries.classes()}
    for values in many:
        _check(values, classes)
    rows = {row.code: row for row in Matter.objects.select_for_update().filter(code__in=expected).order_by("pk")}
    refuse_stale(queries.MATTER, {code: row.edition for code, row in rows.items()}, expected)
    standing = {matter.code: matter for matter in queries.matters().filter(code__in=expected)}
    now = {code: queries.values_of(matter) for code, matter in standing.items()}
    added = [_Pair(Matter(code=one.code), one) for one in many if one.code not in now]
    changed = [
        _Pair(standing[one.code], one, tuple(standing[one.code].criteria.all()))
        for one in many
        if one.code in now and now[one.code].content != one.content
    ]
    for pair in [*added, *changed]:
        _fill(pair.row, pair.values, classes[pair.values.class_code])
    _write(added, changed)
    wordings = [(pair.row.code, pair.row.edition, pair.values.content) for pair in [*added, *changed]]
    write_editions(queries.MATTER, wordings, signature=signature)
    written = {code for code, _number, _content in wordings}
    return Saved(
        tuple(pair.row.code for pair in added),
        tuple(pair.row.code for pair in changed),
        tuple(one.code for one in many if one.code not in written),
    )


def _check(values: MatterValues, classes: Mapping[str, MatterClass]) -> None:
    errors = matter_errors(values)
    if values.class_code not in classes:
        errors["class_code"] = _("没有这个大类。")
    if errors:
        raise BadForm(errors)


def _fill(row: Matter, values: MatterValues, group: MatterClass) -> None:
    row.group = group
    row.title = values.title
    row.urgency = values.urgency
    row.accept_limit = values.accept_limit
    row.accept_unit = values.accept_unit
    row.first_level = values.first_level
    row.default_function = values.default_function
    row.is_public = values.is_public
    row.is_active = values.is_active
    row.is_confidential = values.is_confidential
    row.synonyms = values.synonyms
    row.search_text = _search_text(values, group.title)
    row.references = [reference.content for reference in values.references]
    row.process = values.process or row.process
    row.edition = row.edition + 1 if row.pk else 1


def _search_text(values: MatterValues, class_title: str) -> str:
    words = [values.title, values.synonyms, initials(values.title), class_title]
    words += [initials(word) for word in values.synonyms.split()]
    return " ".join(words).lower()[:_SEARCH_LENGTH]


def _write(added: Sequence[_Pair], changed: Sequence[_Pair]) -> None:
    try:
        with transaction.atomic():
            Matter.objects.bulk_create([pair.row for pair in added], batch_size=1000)
    except IntegrityError as clash:
        raise Stale(_("同一个代码刚刚被别人用掉了，没有保存。"), 1) from clash
    Matter.objects.bulk_update([pair.row for pair in changed], _FIELDS, batch_size=500)
    _write_criteria([*added, *changed])


def _write_criteria(pairs: Sequence[_Pair]) -> None:
    """Keep the rows that go on, so that cases keep pointing at them; delete the others, add the new."""
    gone: list[int] = []
    kept: list[Criterion] = []
    new: list[Criterion] = []
    for pair in pairs:
        old = {one.pk: one for one in pair.old_criteria}
        for order, values in enumerate(pair.values.criteria, start=1):
            row = old.pop(values.id, None) if values.id else None
            (kept if row else new).append(_criterion(row or Criterion(matter=pair.row), values, order))
        gone += old
    Criterion.objects.filter(pk__in=gone).delete()
    for row in kept:
        row.order += _ASIDE
    Criterion.objects.bulk_update(kept, ["order"], batch_size=500)
    for row in kept:
        row.order -= _ASIDE
    Criterion.objects.bulk_update(kept, ["order", "text", "limit", "unit", "closing_condition"], batch_size=500)
    Criterion.objects.bulk_create(new, batch_size=1000)


def _criterion(row: Criterion, values: CriterionValues, order: int) -> Criterion:
    row.order = order
    row.text = values.text
    row.limit = values.limit
    row.unit = values.unit
    row.closing_condition = values.closing_condition
    return row
