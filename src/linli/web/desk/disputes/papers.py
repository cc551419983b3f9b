"""The papers of a dispute's dossier, filled in from what is known of it.

They say who the parties are and what was written under seal: making one opens both, with a line for each in the
journal, and only for those who may open them anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import open_sealed
from linli.cases.models import Case, Step
from linli.cases.queries import NotFound, history, look_at
from linli.cases.rules.relations import relations
from linli.deadlines.rules import SHANGHAI
from linli.documents import dossier, paper
from linli.work.disputes import queries
from linli.work.disputes.actions import reveal_party
from linli.work.disputes.models import Party


@dataclass(frozen=True)
class Kind:
    """A paper: for whom it is made, when it can be, and how."""

    readers: frozenset[str]
    fits: Callable[[Case], bool]
    fill: Callable[["Known"], bytes]


class Known:
    """A dispute with what its papers say; what is sealed is opened when a paper asks for it."""

    def __init__(self, case: Case, actor: Actor, at: datetime, title: str) -> None:
        self.case, self.actor, self.at, self.title = case, actor, at, title
        self.steps = history(case)

    def taken(self, action: str) -> list[Step]:
        """The steps of an action, the first one first."""
        return [step for step in self.steps if step.action == action]

    def opened(self, step: Step) -> dict[str, str]:
        """What was written under seal at a step."""
        return open_sealed(self.case.pk, step.number, by=self.actor, at=self.at)

    @property
    def parties(self) -> list[dossier.Person]:
        """The parties in clear."""
        sides, purpose = dict(Party.SIDES), f"制作《{self.title}》"
        found = []
        for one in queries.parties(self.case.pk):
            said = reveal_party(self.case.pk, one.number, by=self.actor, at=self.at, purpose=purpose)
            found.append(dossier.Person(sides[one.side], said.name, said.phone, said.address))
        return found

    @property
    def mediators(self) -> str:
        """Who mediates, by name."""
        return "、".join(areas.posting_names(self.case.more.get("mediators", [])).values())

    @property
    def letter(self) -> paper.Letter:
        """The head: the body that mediates, and the number of the mediation."""
        opened = self.case.opened_at.astimezone(SHANGHAI)
        county = areas.names([self.case.county]).get(self.case.county, "")
        body = self.case.lead_unit or self.case.desk_unit
        return paper.Letter(
            unit=body.name if body else self.actor.unit_name,
            number=dossier.mediation_number(county, year=opened.year, serial=int(self.case.no.rpartition("-")[2])),
            issued_on=self.at.astimezone(SHANGHAI).date(),
        )


def _application(known: Known) -> bytes:
    first = known.steps[0]
    said = known.opened(first)
    return dossier.application(
        dossier.Application(
            letter=known.letter,
            parties=known.parties,
            type=known.case.matter.title,
            facts=said["facts"],
            claim=said["claim"],
            applied_on=first.at.astimezone(SHANGHAI).date(),
        )
    )


def _minutes(known: Known) -> bytes:
    sessions = [
        dossier.Session(
            held_on=str(step.form["held_on"]),
            is_open=step.form["openness"] == "open",
            text=known.opened(step)["minutes"],
        )
        for step in known.taken("sit_together")
    ]
    return dossier.minutes(
        dossier.Minutes(
            letter=known.letter,
            parties=known.parties,
            type=known.case.matter.title,
            mediators=known.mediators,
            sessions=sessions,
        )
    )


def _agreement(known: Known) -> bytes:
    more = known.case.more
    return dossier.agreement(
        dossier.Agreement(
            letter=known.letter,
            parties=known.parties,
            type=known.case.matter.title,
            facts=known.opened(known.steps[0])["facts"],
            terms=known.opened(known.taken("agree_in_writing")[-1])["terms"],
            perform_by=more["perform_by"],
            mediators=known.mediators,
            effective_on=more.get("effective_on", ""),
        )
    )


def _sat(case: Case) -> bool:
    return bool(case.more.get("sessions", {}).get("joint"))


_WORKING = frozenset({"desk", "lead", "mediator"})
KINDS: dict[str, Kind] = {
    "application": Kind(_WORKING, lambda _case: True, _application),
    "minutes": Kind(frozenset({"mediator"}), _sat, _minutes),
    "agreement": Kind(_WORKING, lambda case: case.more.get("agreement") == "written", _agreement),
}
#: As they stand on the papers themselves, which are Chinese whoever prints them.
TITLES = {"application": "人民调解申请书", "minutes": "人民调解笔录", "agreement": "人民调解协议书"}
#: As they stand on screen.
SHOWN = {
    "application": gettext_lazy("人民调解申请书"),
    "minutes": gettext_lazy("人民调解笔录"),
    "agreement": gettext_lazy("人民调解协议书"),
}


def offered(case: Case, mine: frozenset[str]) -> list[dict[str, str]]:
    """The papers that somebody with these relations can make of a dispute as it stands."""
    return [
        {"title": str(SHOWN[name]), "url": reverse("desk:paper", args=[case.pk, name])}
        for name, kind in KINDS.items()
        if kind.fits(case) and mine & kind.readers
    ]


def made(case: Case, name: str, actor: Actor, at: datetime) -> bytes | None:
    """One paper as PDF, ``None`` where it does not fit; raises ``NotFound`` for whoever may not open what it says."""
    kind = KINDS.get(name)
    if kind is None or not kind.fits(case):
        return None
    known = look_at(actor, case.pk)
    if not relations(actor, known.case, processes.get(known.process, known.version).words) & kind.readers:
        raise NotFound
    return kind.fill(Known(case, actor, at, TITLES[name]))
