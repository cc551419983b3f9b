"""Areas and units by what was typed or chosen: a code, a number, or the one of that name."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from linli.areas import queries as areas
from linli.areas.models import Area, Unit
from linli.areas.rules import Actor
from linli.matters import actions
from linli.web.desk.matters.showing import place_words, typed

MOST_OPTIONS = 20
#: Levels for which something can be ruled.
LEVELS = ("city", "county", "town", "community", "grid")


def area_of(text: str, on: date) -> Area | None:
    """The area of this code, else the only one of this name; ``None`` for anything else."""
    text = typed(text)
    found = list(_current(on).filter(Q(code=text) | Q(name=text))[:2]) if text else []
    exact = [area for area in found if area.code == text]
    return exact[0] if exact else (found[0] if len(found) == 1 else None)


def unit_of(text: str) -> Unit | None:
    """The unit in use of this number, else the only one of this name; ``None`` for anything else."""
    text = typed(text)
    if not text:
        return None
    asked = Q(pk=int(text)) if text.isdecimal() and len(text) < len(str(2**63)) else Q(name=text)
    found = list(_units().filter(asked)[:2])
    return found[0] if len(found) == 1 else None


def areas_like(text: str, on: date, *, editor: Actor | None = None) -> list[Area]:
    """Areas whose name or code fits, the widest first; only those that an editor may rule for."""
    words = typed(text).split()
    asked = [Q(name__icontains=word) | Q(code__startswith=word) | Q(parent__name__icontains=word) for word in words]
    found = _current(on).filter(*asked)
    if editor:
        ground = Q(**{editor.ground_level: editor.ground_code}) if editor.ground_level in LEVELS else Q(pk__in=[])
        found = found.filter(ground)
    return [one for one in found[:MOST_OPTIONS] if editor is None or actions.may_edit(editor, one.ground)]


def units_like(text: str) -> list[Unit]:
    """Units in use whose name or function fits."""
    words = typed(text).split()
    asked = [Q(name__icontains=word) | Q(short_name__icontains=word) | Q(functions__contains=[word]) for word in words]
    return list(_units().filter(*asked)[:MOST_OPTIONS])


def area_options(found: Iterable[Area]) -> list[dict[str, str]]:
    """As ``parts/combo.html`` asks for them."""
    return [{"value": one.code, "label": place_words(one), "note": one.code} for one in found]


def unit_options(found: Iterable[Unit]) -> list[dict[str, str]]:
    """As ``parts/combo.html`` asks for them."""
    return [{"value": str(one.pk), "label": one.name, "note": one.area.name} for one in found]


def _current(on: date) -> QuerySet[Area]:
    return areas.current(on).filter(level__in=LEVELS).select_related("parent").order_by("code")


def _units() -> QuerySet[Unit]:
    units = Unit.objects.filter(is_active=True).select_related("area").defer("area__extent")
    return units.order_by("area__code", "name", "pk")
