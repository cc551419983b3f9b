"""How many households live where."""

from collections import defaultdict

from linli.areas.models import Area


def households_below(level: str, owner: str, *, ground_level: str) -> dict[str, tuple[str, int | None]]:
    """Name and households of each area of a level on a ground, in force now; one query.

    What an area says of itself counts; else the sum of its grids, as long as every one of them is known.
    """
    rows = Area.objects.filter(valid_to=None, level__in={level, "grid"}, **{ground_level: owner}).order_by("code")
    own: dict[str, tuple[str, int | None]] = {}
    below: dict[str, list[int | None]] = defaultdict(list)
    for code, name, its_level, above, homes in rows.values_list("code", "name", "level", level, "households"):
        if its_level == level:
            own[code] = (name, homes)
        else:
            below[above].append(homes)
    return {code: (name, homes if homes is not None else _sum(below[code])) for code, (name, homes) in own.items()}


def _sum(homes: list[int | None]) -> int | None:
    known = [one for one in homes if one is not None]
    return sum(known) if known and len(known) == len(homes) else None
