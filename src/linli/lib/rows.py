"""Rows of tables as actions handle them: locked for a change, written only where they differ."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def locked(rows: QuerySet[M], pk: int) -> M | None:
    """One row, locked alone, not with what it is joined to, until the transaction ends; ``None`` if it is not there."""
    return rows.select_for_update(of=("self",)).filter(pk=pk).first()  # unique: no order is needed


def rewrite(row: Model, columns: Mapping[str, object]) -> list[str]:
    """Write the columns that differ; returns their names sorted, none if the row says all this already."""
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)
    return changed
