"""An application for mediation as it is typed: read from the form, shown in it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.cases import processes
from linli.lib.text import to_halfwidth
from linli.matters import queries as matters
from linli.web.desk.cases.forms import sent_key
from linli.web.desk.fields import FieldView, Option
from linli.web.desk.report.forms import grounds
from linli.web.parts.words import told
from linli.work.disputes.actions import Application, Entrusted, PartyForm

PROCESS = "dispute"
#: So many parties have room in the form.
APPLICANTS, RESPONDENTS = 2, 3
#: What is collected of a party.
ASKED = ("name", "phone", "address")
_CHOSEN = ("started_by", "notice")
#: Of what another unit has entrusted.
_ENTRUSTED = ("entruster_kind", "entruster", "entrusted_no", "report_by")
_WRITTEN = ("facts", "claim")


@dataclass(frozen=True)
class Entry:
    """An application as it was typed; ``parties`` by slot: applicant1_name and the like."""

    key: UUID
    values: dict[str, str] = field(default_factory=dict)

    def application(self) -> Application:
        """The application as the room takes it; slots left empty are nobody."""
        said = self.values.get
        return Application(
            type_code=said("type", ""),
            started_by=said("started_by", ""),
            notice=said("notice", ""),
            facts=said("facts", ""),
            claim=said("claim", ""),
            applicants=self.filled("applicant", APPLICANTS),
            respondents=self.filled("respondent", RESPONDENTS),
            ground_code=said("ground", ""),
            came_from=int(said("from", "")) if said("from", "").isdecimal() else None,
            entrusted=Entrusted(*(said(name, "") for name in _ENTRUSTED)),
        )

    def filled(self, side: str, most: int) -> list[PartyForm]:
        """The parties of one side that say anything."""
        return [PartyForm(*self._slot(side, n)) for n in range(1, most + 1) if any(self._slot(side, n))]

    def _slot(self, side: str, number: int) -> list[str]:
        return [self.values.get(f"{side}{number}_{name}", "") for name in ASKED]

    def slots(self) -> list[str]:
        """The names of the slots that are filled, in the order in which parties are numbered."""
        everybody = [("applicant", n) for n in range(1, APPLICANTS + 1)]
        everybody += [("respondent", n) for n in range(1, RESPONDENTS + 1)]
        return [f"{side}{number}" for side, number in everybody if any(self._slot(side, number))]


def empty(values: Mapping[str, str]) -> Entry:
    """A new application, with the type that an address may name."""
    return Entry(
        uuid4(), {"started_by": "application"} | {name: values.get(name, "") for name in ("type", "from", "ground")}
    )


def entry_from(values: QueryDict) -> Entry:
    """What was sent."""
    names = ["type", "ground", "from", *_CHOSEN, *_ENTRUSTED, *_WRITTEN]
    names += [
        f"{side}_{one}"
        for side in (*_sides("applicant", APPLICANTS), *_sides("respondent", RESPONDENTS))
        for one in ASKED
    ]
    said = {name: str(values.get(name, "")).strip() for name in names}
    return Entry(
        sent_key(values), {name: to_halfwidth(text) if name.endswith("_phone") else text for name, text in said.items()}
    )


def _sides(side: str, most: int) -> list[str]:
    return [f"{side}{number}" for number in range(1, most + 1)]


def fields_of(entry: Entry, errors: Mapping[str, str], actor: Actor) -> dict[str, object]:
    """The fields of the page: ``plain`` by name, and the slots of each side."""
    process = processes.latest(PROCESS)
    shown = {
        "type": FieldView(name="type", title=_("纠纷类型"), kind="select", required=True, options=_types()),
        "ground": FieldView(name="ground", title=_("发生在哪里"), kind="select", required=True, options=grounds(actor)),
    }
    for name in _CHOSEN:
        asked = process.fields[name]
        options = [Option(key, _(title)) for key, title in asked.choices]
        shown[name] = FieldView(
            name=name, title=_(asked.title), kind="choice", required=True, options=options, hint=_(asked.hint)
        )
    for name in _ENTRUSTED:
        asked = process.fields[name]
        options = [Option(key, _(title)) for key, title in asked.choices]
        kind = {"choice": "select", "date": "date"}.get(asked.type, "text")
        shown[name] = FieldView(
            name=name,
            title=_(asked.title),
            kind=kind,
            options=options,
            max_length=asked.max_length,
            hint=_(asked.hint),
        )
    for name in _WRITTEN:
        asked = process.fields[name]
        shown[name] = FieldView(
            name=name,
            title=_(asked.title),
            kind="lines",
            required=True,
            max_length=asked.max_length,
            hint=_("加密保存"),
        )
    placed = _beside(entry, errors)
    return {
        "plain": {name: _filled(one, entry, placed) for name, one in shown.items()},
        "applicants": [_slot(entry, placed, "applicant", n) for n in range(1, APPLICANTS + 1)],
        "respondents": [_slot(entry, placed, "respondent", n) for n in range(1, RESPONDENTS + 1)],
        "is_entrusted": entry.values.get("started_by") == "entrusted",
        "is_crowded": bool({*entry.slots()} - {"applicant1", "respondent1"}),
        "wrong": [told(text) for name, text in placed.items() if name not in _names(shown)],
    }


def _names(shown: Mapping[str, FieldView]) -> set[str]:
    slots = (*_sides("applicant", APPLICANTS), *_sides("respondent", RESPONDENTS))
    return {*shown} | {f"{slot}_{name}" for slot in slots for name in ASKED}


def _beside(entry: Entry, errors: Mapping[str, str]) -> dict[str, str]:
    """The messages by the fields of the page: parties are numbered there by their slots."""
    placed = {name: text for name, text in errors.items() if not name.startswith("party")}
    for number, slot in enumerate(entry.slots(), 1):
        placed |= {
            f"{slot}_{name}": errors[f"party{number}_{name}"] for name in ASKED if f"party{number}_{name}" in errors
        }
    for told_as, shown_at in (
        ("applicants", "applicant1_name"),
        ("respondents", "respondent1_name"),
        ("matter", "type"),
        ("place", "ground"),
    ):
        if told_as in placed:
            placed.setdefault(shown_at, placed.pop(told_as))
    return placed


def _slot(entry: Entry, errors: Mapping[str, str], side: str, number: int) -> list[FieldView]:
    titles = {"name": _("姓名或名称"), "phone": _("电话"), "address": _("地址")}
    lengths = {"name": 30, "phone": 30, "address": 100}
    views = [
        FieldView(
            name=f"{side}{number}_{name}",
            title=title,
            kind="text",
            required=name == "name" and number == 1,
            max_length=lengths[name],
            input_type="tel" if name == "phone" else "text",
        )
        for name, title in titles.items()
    ]
    return [_filled(one, entry, errors) for one in views]


def _filled(view: FieldView, entry: Entry, errors: Mapping[str, str]) -> FieldView:
    return replace(view, value=entry.values.get(view.name, ""), error=told(errors.get(view.name, "")))


def _types() -> list[Option]:
    return [Option(one.code, one.title) for one in matters.active().filter(process=PROCESS)]
