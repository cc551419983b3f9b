"""What an assessment's own record says (``Case.more``): groups, methods, what was heard, factors, signatures.

Nothing in it says who anybody is: people concerned are groups of at least five, what was heard is counts without
names, signers are postings.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linli.areas.rules import Actor
from linli.cases.rules.process import Process
from linli.cases.rules.state import Case
from linli.lib.sentences import Said

ORDINARY, SIMPLE = "ordinary", "simple"
DEPARTMENTS, ANNOUNCEMENT, QUESTIONNAIRE, EXPERT = "departments", "announcement", "questionnaire", "expert"
METHODS = {
    ANNOUNCEMENT: "公开征求意见",
    QUESTIONNAIRE: "问卷",
    "hearing": "座谈会、听证会",
    "visit": "实地走访",
    EXPERT: "专家论证",
    DEPARTMENTS: "征求有关部门意见",
}
#: What a page, a paper and a form of the next step can hold; a number in a form goes to 99.
MOST_GROUPS, MOST_FACTORS, MOST_RECORDS = 20, 30, 99
#: Used where a version of the process names none of its own.
USUAL: dict[str, Decimal] = {
    "medium": Decimal("0.36"),
    "high": Decimal("0.64"),
    "single_high": Decimal("0.64"),
    "announce_days": Decimal(30),
    "ordinary_days": Decimal(60),
    "simple_days": Decimal(20),
    "ordinary_methods": Decimal(3),
    "simple_methods": Decimal(2),
    "ordinary_signers": Decimal(2),
    "simple_signers": Decimal(1),
    "filing_days": Decimal(10),
}

Row = dict[str, Any]


def numbers(process: Process) -> dict[str, Decimal]:
    """What a version of the process measures by."""
    return {name: Decimal(str(value)) for name, value in process.own.get("numbers", {}).items()}


def faults(own: Mapping[str, Any]) -> Iterator[tuple[str, int, Said]]:
    """What is wrong with what a version configures: only numbers that the rules read, each above nothing."""
    for name in own:
        if name != "numbers":
            yield "own", 0, Said("这种流程没有自己的配置「%(name)s」", name=name)
    named = own.get("numbers", {})
    if not isinstance(named, dict):
        yield "own", 0, Said("「%(name)s」须是一张表", name="numbers")
        return
    for name, value in named.items():
        if name not in USUAL:
            yield "own.numbers", 0, Said("这种流程没有自己的配置「%(name)s」", name=name)
        elif isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value <= 0:
            yield "own.numbers", 0, Said("「%(name)s」须是大于 0 的数", name=name)


def number(known: Mapping[str, Decimal], name: str) -> int:
    """A whole number of a version of the process."""
    return int(known.get(name, USUAL[name]))


def is_signer(actor: Actor, case: Case) -> bool:
    """Whether somebody was named to sign, and is still at the unit that assesses or at the desk."""
    return (
        actor.posting_id is not None
        and actor.posting_id in case.more.get("signers", ())
        and actor.unit_id in {case.lead_unit, case.desk_unit}
    )


def rows(case: Case, name: str) -> list[Row]:
    """The rows of one kind in order: ``groups``, ``heard``, ``factors``, ``signatures``."""
    return list(case.more.get(name, ()))


def row(case: Case, name: str, n: object) -> Row | None:
    """One row by its number; ``None`` for a number there is not."""
    return next((one for one in rows(case, name) if one["n"] == n), None)


def added(case: Case, name: str, /, **said: object) -> list[Row]:
    """The rows with one more; a number once given is not given again while a later one stands."""
    known = rows(case, name)
    return [*known, {"n": max((one["n"] for one in known), default=0) + 1, **said}]


def changed(case: Case, name: str, n: object, /, **said: object) -> list[Row]:
    """The rows after something about one of them has changed."""
    return [one | said if one["n"] == n else one for one in rows(case, name)]


def without(case: Case, name: str, n: object) -> list[Row]:
    """The rows without one."""
    return [one for one in rows(case, name) if one["n"] != n]


def methods(case: Case) -> list[str]:
    """The ways in which the plan says that people are heard."""
    return list(case.more.get("methods", ()))


def unused(case: Case) -> list[str]:
    """Ways that the plan names and that were not gone yet."""
    gone = {one["method"] for one in rows(case, "heard")}
    gone |= {ANNOUNCEMENT} if "announce_until" in case.more else set()
    gone |= {QUESTIONNAIRE} if "ask_until" in case.more else set()
    return [method for method in methods(case) if method not in gone]


def unheard(case: Case) -> list[Row]:
    """Groups of which nobody was heard; an open questionnaire asks every group."""
    if "ask_until" in case.more:
        return []
    heard = {one["group"] for one in rows(case, "heard")}
    return [one for one in rows(case, "groups") if one["n"] not in heard]


def open_measures(case: Case) -> list[Row]:
    """Factors whose measure has not been carried out."""
    return [one for one in rows(case, "factors") if not one.get("done_on")]


def due(case: Case, today: date, filing_days: int) -> dict[str, str]:
    """The day of each measure that is open, by its number; after the last of them the day of the filing."""
    days = {str(one["n"]): str(one["until"]) for one in open_measures(case)}
    return days or {"": str(today + timedelta(days=filing_days))}


def unsigned(case: Case) -> list[int]:
    """The postings that were named to sign and have not."""
    signed = {one["posting"] for one in rows(case, "signatures")}
    return [one for one in case.more.get("signers", ()) if one not in signed]


def named(titles: Iterable[str]) -> str:
    """「租户」、「商户」."""
    return "、".join(f"「{title}」" for title in titles)
