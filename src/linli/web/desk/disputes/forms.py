"""An application for mediation as it is typed: read from the form, shown in it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.cases import processes
from linli.lib.text import to_halfwidth
from linli.web.desk.cases.forms import sent_key
from linli.web.desk.fields import FieldView, Option
from linli.web.desk.report.forms import grounds
from linli.web.parts.words import told
from linli.work.disputes import queries
from linli.work.disputes.actions import ASKED, ENTRUSTED, NOTICE, SIDES, Typed, slots

PROCESS = "dispute"
_CHOSEN = ("started_by", "notice")
_WRITTEN = ("facts", "claim")


@dataclass(frozen=True)
class Entry:
    """An application as it was typed; ``parties`` by slot: applicant1_name and the like."""

    key: UUID
    values: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> Typed:
        """The same without its key."""
        return Typed(self.values)


def empty(values: Mapping[str, str]) -> Entry:
    """A new application, with the type that an address may name."""
    return Entry(
        uuid4(), {"started_by": "application"} | {name: values.get(name, "") for name in ("type", "from", "ground")}
    )


def entry_from(values: QueryDict) -> Entry:
    """What was sent."""
    names = ["type", "ground", "from", *_CHOSEN, *ENTRUSTED, *_WRITTEN]
    names += [f"{slot}_{one}" for side in SIDES for slot in slots(side) for one in ASKED]
    said = {name: str(values.get(name, "")).strip() for name in names}
    return Entry(
        sent_key(values), {name: to_halfwidth(text) if name.endswith("_phone") else text for name, text in said.items()}
    )


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
    for name in ENTRUSTED:
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
    placed = entry.typed.beside(errors)
    return {
        "plain": {name: _filled(one, entry, placed) for name, one in shown.items()},
        "applicants": [_slot(entry, placed, slot) for slot in slots("applicant")],
        "respondents": [_slot(entry, placed, slot) for slot in slots("respondent")],
        "notice_text": NOTICE,
        "is_entrusted": entry.values.get("started_by") == "entrusted",
        "is_crowded": bool({*entry.typed.filled_slots()} - {"applicant1", "respondent1"}),
        "wrong": [told(text) for name, text in placed.items() if name not in _names(shown)],
    }


def _names(shown: Mapping[str, FieldView]) -> set[str]:
    return {*shown} | {f"{slot}_{name}" for side in SIDES for slot in slots(side) for name in ASKED}


def _slot(entry: Entry, errors: Mapping[str, str], slot: str) -> list[FieldView]:
    views = [
        FieldView(
            name=f"{slot}_{name}",
            title=str(title),
            kind="text",
            required=name == "name" and slot.endswith("1"),
            max_length=most,
            input_type="tel" if name == "phone" else "text",
        )
        for name, (title, most) in ASKED.items()
    ]
    return [_filled(one, entry, errors) for one in views]


def _filled(view: FieldView, entry: Entry, errors: Mapping[str, str]) -> FieldView:
    return replace(view, value=entry.values.get(view.name, ""), error=told(errors.get(view.name, "")))


def _types() -> list[Option]:
    return [Option(one.code, one.title) for one in queries.types()]
