"""What a unit intends, as it is typed: read from the form, shown in it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.rules import Level
from linli.cases import processes
from linli.matters import queries as matters
from linli.web.desk.cases.forms import sent_key
from linli.web.desk.fields import FieldView, Option
from linli.web.parts.words import told
from linli.work.risks.actions import LONGEST_TITLE, Intention
from linli.work.risks.queries import PROCESS

NAMES = ("type", "title", "ground", "description", "decision_maker", "adverse")
#: Fields of the form by the names under which an opening speaks of them.
_PLACED = {"matter": "type", "place": "ground"}
_INDENTS = {Level.COUNTY: "", Level.TOWN: "　", Level.COMMUNITY: "　　"}


@dataclass(frozen=True)
class Entry:
    """An intention as it was typed."""

    key: UUID
    values: dict[str, str] = field(default_factory=dict)

    def intention(self) -> Intention:
        """The intention as the room takes it."""
        said = self.values
        return Intention(
            type_code=said["type"],
            title=said["title"],
            description=said["description"],
            decision_maker=said["decision_maker"],
            adverse=said["adverse"],
            ground_code=said["ground"],
        )


def empty(values: Mapping[str, str]) -> Entry:
    """A new one, with the type and the place that an address may name."""
    return Entry(uuid4(), {name: values.get(name, "") if name in {"type", "ground"} else "" for name in NAMES})


def entry_from(values: QueryDict) -> Entry:
    """What was sent."""
    return Entry(sent_key(values), {name: str(values.get(name, "")).strip() for name in NAMES})


def fields_of(entry: Entry, errors: Mapping[str, str]) -> dict[str, object]:
    """The fields of the page, and what is wrong that belongs to none of them."""
    placed = {_PLACED.get(name, name): text for name, text in errors.items()}
    fields = {one.name: replace(one, value=entry.values.get(one.name, "")) for one in _asked()}
    shown = {name: one.with_error(told(placed.get(name, ""))) for name, one in fields.items()}
    return {"fields": shown, "wrong": [told(text) for name, text in placed.items() if name not in shown]}


def _asked() -> list[FieldView]:
    asked = processes.latest(PROCESS).fields
    written = [
        FieldView(
            name=name,
            title=_(asked[name].title),
            kind="lines" if name == "adverse" else "text",
            required=True,
            max_length=asked[name].max_length,
            hint=_(asked[name].hint),
        )
        for name in ("decision_maker", "adverse")
    ]
    return [
        FieldView(name="type", title=_("属于哪一类"), kind="select", required=True, options=_types()),
        FieldView(name="ground", title=_("影响到哪里"), kind="select", required=True, options=_grounds()),
        FieldView(
            name="title",
            title=_("打算做什么"),
            kind="text",
            required=True,
            max_length=LONGEST_TITLE,
            hint=_("例如：青石街农贸市场搬迁"),
        ),
        FieldView(name="description", title=_("主要内容"), kind="lines", required=True, max_length=2000),
        *written,
    ]


def _types() -> list[Option]:
    return [Option(one.code, one.title) for one in matters.active().filter(process=PROCESS)]


def _grounds() -> list[Option]:
    """The county, its towns and their communities: a decision may concern all of them."""
    found = areas.below("county", settings.HOME_AREA, list(_INDENTS))
    return [Option(one.code, f"{_INDENTS[Level(one.level)]}{one.name}") for one in found]
