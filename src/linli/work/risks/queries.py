"""Every read of risk assessments that another room may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Count, Q, QuerySet

from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.models import Posting
from linli.cases.models import Case as CaseRow
from linli.cases.queries import NotFound
from linli.cases.rules.state import Case
from linli.deadlines.rules import SHANGHAI
from linli.work.risks.models import Answer
from linli.work.risks.rules.course import USUAL

PROCESS = "risk"
_MARK_LENGTH = 20


@dataclass(frozen=True)
class Sheet:
    """A questionnaire as people see it: what is asked, of which groups, to which day.

    ``announced``: from when to when the public is asked in any way, ``None`` before that was said; ``days_left`` of it,
    this one counted; ``shorter``: why it is shorter than usual (art. 15).
    """

    case_id: int
    no: str
    title: str
    question: str
    groups: tuple[tuple[int, str], ...]
    until: date
    round: int
    is_open: bool
    announced: tuple[date, date] | None = None
    days_left: int = 0
    shorter: str = ""


def signers_at(units: list[int], on: date) -> QuerySet[Posting]:
    """Those who may be named to sign at units on a day, by name: whoever handles there, or takes in."""
    works = Q(role__permissions__contains=[str(Permission.HANDLE)])
    works |= Q(role__permissions__contains=[str(Permission.DESK)])
    return areas.postings_on(on).filter(works, unit_id__in=units).order_by("user__full_name", "pk")


def look_up(case: Case, filled: Mapping[str, object], at: datetime) -> tuple[dict[str, object], dict[str, str]]:
    """What the forms of an assessment name: signers must work at its unit or its desk now."""
    chosen = cast("list[int]", filled.get("signers", []))
    if not chosen:
        return {}, {}
    units = [unit for unit in (case.lead_unit, case.desk_unit) if unit is not None]
    there = {posting.pk for posting in signers_at(units, at.astimezone(SHANGHAI).date())}
    return {}, {} if there.issuperset(chosen) else {"signers": "请从评估单位或受理单位现任的人里选"}


def mark_of(case_id: int, round_: int) -> str:
    """What makes the address of a questionnaire unguessable; another one in every round."""
    return vault.keyed_hash(f"risks.questionnaire {case_id} {round_}").hex()[:_MARK_LENGTH]


def sheet(no: str, mark: str, at: datetime) -> Sheet:
    """The questionnaire at an address; raises ``NotFound``, alike for a wrong mark and for none that was opened."""
    case = CaseRow.objects.filter(no=no, process=PROCESS).only("no", "title", "more", "state").first()  # unique
    more = case.more if case else {}
    if case is None or "ask_until" not in more or mark != mark_of(case.pk, more["round"]):
        raise NotFound
    until, today = date.fromisoformat(more["ask_until"]), at.astimezone(SHANGHAI).date()
    announced = announced_in(more)
    return Sheet(
        case_id=case.pk,
        no=case.no,
        title=case.title,
        question=more["question"],
        groups=tuple((one["n"], one["name"]) for one in more.get("groups", ())),
        until=until,
        round=more["round"],
        is_open=case.state == "surveying" and today <= until,
        announced=announced,
        days_left=max((announced[1] - today).days + 1, 0) if announced else 0,
        shorter=why_shorter(more),
    )


def announced_in(more: Mapping[str, str]) -> tuple[date, date] | None:
    """From when to when the public is asked, as an assessment's record has it; ``None`` before it was announced."""
    if "announce_until" not in more:
        return None
    return date.fromisoformat(more["announced_on"]), date.fromisoformat(more["announce_until"])


def why_shorter(more: Mapping[str, str]) -> str:
    """Why the public is asked for less than the usual days (art. 15); empty where it is not."""
    announced = announced_in(more)
    shorter = announced is not None and (announced[1] - announced[0]).days < USUAL["announce_days"]
    return more.get("announce_shorter", "") if shorter else ""


def tallies(case_id: int, round_: int) -> dict[int, dict[str, int]]:
    """How many of each group answered what, by group and stance; one query."""
    answers = Answer.objects.filter(case_id=case_id, round=round_).values("group", "stance").order_by()
    found: dict[int, dict[str, int]] = {}
    for row in answers.annotate(count=Count("pk")):
        found.setdefault(row["group"], {})[row["stance"]] = row["count"]
    return found


def worries(case_id: int, round_: int, most: int) -> list[Answer]:
    """What people wrote, the latest first, as many as a page shows; one query."""
    rows = Answer.objects.filter(case_id=case_id, round=round_).exclude(text="")
    return list(rows.order_by("-pk")[:most])
