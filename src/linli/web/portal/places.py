"""Finding a place without a map: by address, or by town, community and grid."""

import re
from datetime import date

from django.conf import settings

from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.rules import Ground, Level
from linli.lib.text import to_halfwidth
from linli.registers.places import queries as register
from linli.registers.places.models import Place

#: A number of a door or an estate; what follows it (「门口」「对面」) is in no address book.
_DOOR = re.compile(r"^.*?\d+\s*[号弄栋幢]")


def find(text: str) -> list[Place]:
    """Places of the county for what somebody typed; two queries at most."""
    typed = to_halfwidth(text).strip()
    head = _DOOR.match(typed)
    for words in dict.fromkeys([typed, head.group() if head else ""]):
        if found := register.find(words, county=settings.HOME_AREA):
            return found
    return []


def place(number: str) -> Place | None:
    """One place of the county by its id as a form sends it."""
    if not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 - digits of the largest id
        return None
    return register.place(int(number), county=settings.HOME_AREA)


def inside(code: str, on: date) -> tuple[list[Area], list[Area]]:
    """The way down to an area of the county, the county first, and the areas in force just below it.

    For a code that is not of this county: as for the county itself. Three queries.
    """
    here = areas.ground_of(code)
    if here is None or here.county != settings.HOME_AREA:
        code, here = settings.HOME_AREA, Ground(county=settings.HOME_AREA)
    shown = areas.current(on).defer("extent")
    way = [one for one in (here.county, here.town, here.community, here.grid) if one]
    known = {area.code: area for area in shown.filter(code__in=way)}
    below = shown.filter(parent__code=code, level__in=[Level.TOWN, Level.COMMUNITY, Level.GRID])
    return [known[one] for one in way if one in known], list(below.order_by("code"))


def words(ground: Ground) -> str:
    """Where something lies, from the town down: 「城关街道 鼓楼社区 第1网格」; one query."""
    codes = [code for code in (ground.town, ground.community, ground.grid) if code]
    known = areas.names(codes)
    said: list[str] = []
    for name in (known[code] for code in codes if code in known):
        shorter = name.removeprefix(said[-1]) if said else name
        said.append(shorter or name)
    return " ".join(said)
