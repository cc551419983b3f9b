"""An application as a form has it, whichever door drew the form: fields by name, each party in a slot of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from linli.work.disputes.actions.applying import Application, Entrusted, PartyForm

#: So many parties have room in the form.
APPLICANTS, RESPONDENTS = 2, 3
SIDES = {"applicant": APPLICANTS, "respondent": RESPONDENTS}
#: What is collected of a party: how it is called, and how much of it there may be.
ASKED = {"name": (_("姓名或名称"), 30), "phone": (_("电话"), 30), "address": (_("地址"), 100)}
#: Of what another unit has entrusted.
ENTRUSTED = ("entruster_kind", "entruster", "entrusted_no", "report_by")
#: The notice that is shown to the parties before anything of them is written down.
NOTICE = _(
    "为调解这件纠纷，登记各方的姓名、电话、地址，不收别的。加密保存，只有受理单位和调解组织的人在写明用途后能看，谁看过都有记录；结案归档以后按规定保存。当事人可以查询、更正，也可以不提供电话和地址。"
)
#: By which field of a form a message stands that rules give about something else.
_BESIDE = {"applicants": "applicant1_name", "respondents": "respondent1_name", "matter": "type", "place": "ground"}


def slots(side: str) -> list[str]:
    """The slots of one side: applicant1, applicant2."""
    return [f"{side}{number}" for number in range(1, SIDES[side] + 1)]


@dataclass(frozen=True)
class Typed:
    """An application as it was typed; ``values`` by field, parties by slot: applicant1_name and the like."""

    values: Mapping[str, str] = field(default_factory=dict)

    def application(self, source: str = "visit") -> Application:
        """The application as the room takes it; slots left empty are nobody."""
        came_from = self._said("from")
        return Application(
            type_code=self._said("type"),
            started_by=self._said("started_by"),
            notice=self._said("notice"),
            facts=self._said("facts"),
            claim=self._said("claim"),
            applicants=self._parties("applicant"),
            respondents=self._parties("respondent"),
            ground_code=self._said("ground"),
            source=source,
            came_from=int(came_from) if came_from.isdecimal() else None,
            entrusted=Entrusted(*(self._said(name) for name in ENTRUSTED)),
        )

    def filled_slots(self) -> list[str]:
        """The names of the slots that are filled, in the order in which parties are numbered."""
        return [slot for side in SIDES for slot in slots(side) if any(self._slot(slot))]

    def beside(self, errors: Mapping[str, str]) -> dict[str, str]:
        """The messages by the fields of the form: rules number parties, the form has them in slots."""
        placed = {name: text for name, text in errors.items() if not name.startswith("party")}
        for number, slot in enumerate(self.filled_slots(), 1):
            told = {name: f"party{number}_{name}" for name in ASKED}
            placed |= {f"{slot}_{name}": errors[theirs] for name, theirs in told.items() if theirs in errors}
        for told_as, shown_at in _BESIDE.items():
            if told_as in placed:
                placed.setdefault(shown_at, placed.pop(told_as))
        return placed

    def _said(self, name: str) -> str:
        return self.values.get(name, "")

    def _parties(self, side: str) -> list[PartyForm]:
        return [PartyForm(*self._slot(slot)) for slot in slots(side) if any(self._slot(slot))]

    def _slot(self, slot: str) -> list[str]:
        return [self._said(f"{slot}_{name}") for name in ASKED]
