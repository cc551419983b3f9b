"""Two people changed one case: which fields, seen as they were by the one, the other has changed meanwhile."""

from collections.abc import Callable, Mapping

from linli.cases.rules.state import Case

#: Fields of forms that set what stands in the case itself; everything else only adds to its history.
_STANDS_AS: dict[str, Callable[[Case], object]] = {
    "matter": lambda case: case.matter,
    "criterion": lambda case: case.criterion,
    "urgency": lambda case: case.urgency,
    "lead": lambda case: case.lead_unit,
    "assists": lambda case: sorted(assignment.unit for assignment in case.assists),
    "limit": lambda case: f"{case.limit_amount.normalize():f}",
    "until": lambda case: case.suspended_until,
    "kind": lambda case: case.supervised,
}


def standing(case: Case) -> dict[str, object]:
    """What each such field would say in a form about the case as it is, as JSON values."""
    return {name: _plain(read(case)) for name, read in _STANDS_AS.items()}


def changed_under(
    wanted: Mapping[str, object], seen: Mapping[str, object], now: Mapping[str, object]
) -> dict[str, object]:
    """Of the fields that somebody wants to set, those that stand otherwise now than when they were seen.

    ``seen`` and ``now`` as ``standing`` has them; a field set to what it says already is no conflict. Comes back with
    what stands now.
    """
    fields = [name for name in wanted if name in now and name in seen]
    return {
        name: now[name]
        for name in fields
        if _plain(seen[name]) != now[name] and _plain(wanted[name]) not in ("", now[name])
    }


def _plain(value: object) -> object:
    """Numbers, dates and nothing as the text a form carries; lists in order."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return "" if value is None else str(value)
