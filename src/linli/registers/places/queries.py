"""Finding places by words, and words for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from linli.areas.rules import Ground
from linli.lib.text import to_halfwidth
from linli.registers.places.models import Place

MOST = 12
SRID = 4326
#: A tapped point is named after a place no farther than this.
NEAR_M = 200.0
#: So near that the place itself is meant, not its neighbourhood.
AT_M = 20.0
_MOST_WORDS = 5
_MOST_LETTERS = 60
#: A degree of longitude in the far north of the country.
_LEAST_M_PER_DEGREE = 60_000
_KINDS = {"landmark": 0, "estate": 1, "address": 2}


@dataclass(frozen=True)
class Named:
    """A place with its distance from the point asked about."""

    name: str
    kind: str
    lon: float
    lat: float
    distance_m: float

    @property
    def is_here(self) -> bool:
        """Whether the point is at the place rather than near it."""
        return self.distance_m <= AT_M


def find(text: str, *, county: str) -> list[Place]:
    """Places of a county that a few typed letters may mean, the likeliest first; one query."""
    return search_places(text, county, limit=MOST)


def search_places(text: str, county: str, limit: int = 10, near: tuple[float, float] | None = None) -> list[Place]:
    """Places of a county in whose name (or its pinyin initials) every word of the text occurs.

    A whole name comes first, then beginnings; landmarks before estates before doors; the nearest first if ``near``
    (longitude, latitude) is given, otherwise the shortest. One query; nothing for an empty text.
    """
    words = to_halfwidth(text)[:_MOST_LETTERS].replace("\0", " ").lower().split()[:_MOST_WORDS]
    if not words or not county:
        return []
    rows: QuerySet[Place] = Place.objects.filter(_all(words), county=county).annotate(
        fit=Case(
            When(name=" ".join(to_halfwidth(text).replace("\0", " ").split()), then=Value(0)),
            When(name__startswith=words[0], then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        rank=Case(
            *(When(kind=kind, then=Value(rank)) for kind, rank in _KINDS.items()),
            default=Value(len(_KINDS)),
            output_field=IntegerField(),
        ),
    )
    last: Any = Distance("point", Point(*near, srid=SRID)) if near else Length("name")
    return list(rows.order_by("fit", "rank", last, "name", "pk")[:limit])


def nearest_address(lon: float, lat: float, within_m: float = NEAR_M) -> Named | None:
    """The place nearest to a point (EPSG:4326), to name it by; ``None`` when there is none within the distance."""
    here = Point(lon, lat, srid=SRID)
    around = Place.objects.filter(point__dwithin=(here, within_m / _LEAST_M_PER_DEGREE))
    nearest = around.annotate(away=Distance("point", here)).order_by("away", "pk").first()
    if nearest is None or nearest.away.m > within_m:
        return None
    return Named(nearest.name, nearest.kind, nearest.point.x, nearest.point.y, nearest.away.m)


def named(name: str, *, county: str) -> Place | None:
    """The one place of a county with exactly this name; ``None`` for none, and for several."""
    words = " ".join(to_halfwidth(name).replace("\0", " ").split())
    rows = Place.objects.filter(county=county, name=words, search_text__contains=words.lower())
    found = list(rows.order_by("pk")[:2]) if words else []
    return found[0] if len(found) == 1 else None


def place(number: int, *, county: str) -> Place | None:
    """One place of a county; ``None`` for none."""
    return Place.objects.filter(county=county, pk=number).first()  # unique: no order is needed


def places_on(ground: Ground) -> QuerySet[Place]:
    """Places of the smallest area that a ground names, by name."""
    named = zip(Ground._fields, ground, strict=True)
    level, code = [(level, code) for level, code in named if code][-1]
    return Place.objects.filter(**{level: code}).order_by("name", "pk")


def _all(words: Sequence[str]) -> Q:
    """The text is kept in lower case, so that no word has to be folded while it is compared."""
    every = Q()
    for word in words:
        every &= Q(search_text__contains=word)
    return every
