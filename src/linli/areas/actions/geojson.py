"""Taking a file of boundaries: good features are kept, the others come back with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas.actions import conditions, ground
from linli.areas.actions.ground import NewArea
from linli.areas.geojson import Feature, FeatureError, read_features
from linli.areas.models import Area, Change
from linli.areas.partition import check_partition
from linli.areas.rules import Actor, Level, Problem, Refused
from linli.geo.coords import System

#: About a hundredth of a square metre.
_SAME_DEG2 = 1e-12


@dataclass(frozen=True)
class Verdict:
    """What became of the features of a file, by code; errors by number in the file."""

    created: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    errors: tuple[FeatureError, ...] = ()


@transaction.atomic
def import_geojson(  # noqa: PLR0913 - an import has these parts, each named at the call
    parent: str,
    text: str,
    *,
    system: System = System.WGS84,
    level: str = "",
    on: date,
    by: Actor,
    at: datetime,
) -> Verdict:
    """Create or redraw the areas below a parent from a GeoJSON FeatureCollection; a second run changes nothing.

    ``properties.code`` says which area is meant; without it a new one is made. A feature that is broken, lies
    outside, or overlaps a neighbour is left out with its reason (of two that overlap in the file, the later one).
    Raises ``NotAllowed``, and ``Refused`` when the file as a whole cannot be read.
    """
    host = conditions.locked(parent, by=by)
    conditions.check_day(on, at=at, parent=host)
    features, errors = read_features(text, system)
    below = level or list(Level)[Level(host.level).depth + 1]
    verdict = _Import(host, below, on, features, errors).run()
    if verdict.created or verdict.redrawn or verdict.renamed:
        detail: dict[str, object] = {
            "created": list(verdict.created),
            "redrawn": list(verdict.redrawn),
            "renamed": list(verdict.renamed),
            "errors": len(verdict.errors),
        }
        audit.record("area.import_geojson", "area", parent, by=by, at=at, detail=detail)
    return verdict


class _Import:
    """One file on its way in: tried as a whole, and again without the features that were at fault."""

    def __init__(
        self, host: Area, level: str, on: date, features: Sequence[Feature], errors: Sequence[FeatureError]
    ) -> None:
        self.host, self.level, self.on = host, level, on
        self.errors = list(errors)
        self.old = {area.code: area for area in Area.objects.filter(parent=host, valid_to=None)}
        self.features = [feature for feature in features if self._is_ours(feature)]

    def run(self) -> Verdict:
        while True:
            with transaction.atomic():
                verdict, numbers = self._write()
                problems = check_partition(self.host.code, self.on, codes=list(numbers))
                faults = {number: conditions.sentence(p) for number, p in _culprits(problems, numbers).items()}
                if not faults:
                    return verdict
                # Written again without them, so that nothing of this round is left.
                transaction.set_rollback(True)
            for feature in self.features:
                if feature.number in faults:
                    self._refuse(feature, faults[feature.number])
            self.features = [feature for feature in self.features if feature.number not in faults]

    def _is_ours(self, feature: Feature) -> bool:
        if not feature.code or feature.code in self.old:
            return True
        try:
            conditions.check_code(feature.code, self.level, self.host)
        except Refused as refused:
            self._refuse(feature, refused.text)
            return False
        if not feature.name:
            self._refuse(feature, _("缺少名称（name）。"))
        return bool(feature.name)

    def _refuse(self, feature: Feature, reason: str) -> None:
        self.errors.append(FeatureError(feature.number, feature.code, reason))

    def _write(self) -> tuple[Verdict, dict[str, int]]:
        """Write every feature that is left; what came of it, and which feature drew which area."""
        new = [feature for feature in self.features if feature.code not in self.old]
        known = [feature for feature in self.features if feature.code in self.old]
        made = ground.rows([self._new(feature) for feature in new], self.host, self.on)
        ground.note_added(made, on=self.on, key=None, digest="")
        moved = [feature for feature in known if not _is_same(self.old[feature.code].extent, feature.extent)]
        named = [feature for feature in known if feature.name not in {"", self.old[feature.code].name}]
        for feature in moved:
            area = Area.objects.get(code=feature.code)
            ground.redraw(area, feature.extent, on=self.on, reason="GeoJSON")
        for feature in named:
            Area.objects.filter(code=feature.code).update(name=feature.name)
        self._note(moved, named)
        changed = {feature.code for feature in [*moved, *named]}
        verdict = Verdict(
            created=tuple(area.code for area in made),
            redrawn=tuple(feature.code for feature in moved),
            renamed=tuple(feature.code for feature in named),
            unchanged=tuple(feature.code for feature in known if feature.code not in changed),
            errors=tuple(sorted(self.errors, key=lambda error: error.number)),
        )
        numbers = {area.code: feature.number for area, feature in zip(made, new, strict=True)}
        return verdict, numbers | {feature.code: feature.number for feature in moved}

    def _note(self, moved: Sequence[Feature], named: Sequence[Feature]) -> None:
        changes = [
            Change(on=self.on, kind=kind, code=f.code, before=self.old[f.code].name, after=f.name, source="GeoJSON")
            for kind, features in (("redrawn", moved), ("renamed", named))
            for f in features
        ]
        conditions.note_changes(changes, key=None, digest="")

    def _new(self, feature: Feature) -> NewArea:
        return NewArea(
            level=self.level,
            name=feature.name,
            parent=self.host.code,
            code=feature.code,
            extent=feature.extent,
            kind=feature.kind or "",
            households=feature.households,
        )


def _culprits(problems: Sequence[Problem], numbers: dict[str, int]) -> dict[int, Problem]:
    """The features to leave out: the later of two that overlap, unless that one is left out already."""
    found: dict[int, Problem] = {}
    for problem in sorted(problems, key=lambda p: max(numbers.get(code, 0) for code in p.codes)):
        drawn = [numbers[code] for code in problem.codes if code in numbers]
        if not any(number in found for number in drawn):
            found[max(drawn)] = problem
    return found


def _is_same(old: MultiPolygon | None, new: MultiPolygon) -> bool:
    return old is not None and old.sym_difference(new).area < _SAME_DEG2
