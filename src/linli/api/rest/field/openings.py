"""What can be begun on a phone beside a report: a kind of work says with which form, told as data, and through what."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.actions import BadForm, Origin
from linli.cases.models import Case
from linli.cases.rules.process import Field
from linli.lib.words import told

Words = str | Promise
Told = dict[str, Any]
#: What was filled in, by the name of its field.
Filled = Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What somebody is to read, or to be read to, before they are asked; that it was sets a field to a value."""

    title: Words
    text: Words
    field: str
    value: str


@dataclass(frozen=True)
class Section:
    """Fields that belong together; ``folded``: most people leave all of them empty. No two have the same title."""

    title: Words
    icon: str
    form: Sequence[Told]
    help: Words = ""
    folded: bool = False
    reading: Reading | None = None

    def told(self) -> Told:
        """As it goes to the phone."""
        words = {"title": str(self.title), "icon": self.icon, "help": str(self.help), "folded": self.folded}
        reading = {name: str(value) for name, value in vars(self.reading).items()} if self.reading else None
        return words | {"reading": reading, "form": list(self.form)}


@dataclass(frozen=True)
class Opening:
    """A kind of work that a phone may begin.

    ``matter_field``: which of its fields takes the matter, for whoever comes from the list of matters. ``done``: what
    happens next, said once it has been sent. ``elsewhere``: what is said of a choice that is not offered, by field.
    """

    title: Words
    icon: str
    help: Words
    submit: Words
    done: Words
    matter_field: str
    sections: Callable[[Actor], Sequence[Section]]
    begin: Callable[[Filled, Actor, datetime, UUID, Origin], Case]
    elsewhere: Mapping[str, Words] = field(default_factory=dict)

    def told(self, name: str, actor: Actor) -> Told:
        """As it goes to the phone."""
        words = {one: str(getattr(self, one)) for one in ("title", "icon", "help", "submit", "done", "matter_field")}
        return words | {"name": name, "sections": [section.told() for section in self.sections(actor)]}


def may_begin(actor: Actor) -> bool:
    """Whether a posting may begin anything."""
    return actor.holds(Permission.REPORT)


def begin(opening: Opening, form: Filled, *, by: Actor, at: datetime, key: UUID, origin: Origin) -> Case:  # noqa: PLR0913 - as ``open_case``
    """Begin a case; a repeat of the same key with the same content returns the first one.

    Raises what ``open_case`` raises; ``BadForm`` too for what the form does not ask for or does not offer.
    """
    fields = {one["name"]: one for section in opening.sections(by) for one in section.form}
    errors = dict(_strange(opening, fields, form))
    if errors and may_begin(by):
        raise BadForm(errors)
    return opening.begin(form, by, at, key, origin)


def _strange(opening: Opening, fields: Mapping[str, Told], form: Filled) -> Iterator[tuple[str, str]]:
    for name, value in form.items():
        if name not in fields:
            yield name, "没有这个字段"
        elif (choices := fields[name].get("choices")) is not None and value not in {one["value"] for one in choices}:
            yield name, str(opening.elsewhere.get(name, _("请从列出的里选一项")))


# ── fields ──────────────────────────────────────────────────────────────────────────────────────────────────


def of_process(asked: Field, *, required: bool = True, **instead: object) -> Told:
    """A field as a process describes it; ``instead`` wins."""
    shown: Told = {
        "name": asked.name,
        "title": told(asked.title),
        "kind": asked.type,
        "required": required,
        "max_length": asked.max_length,
        "help": told(asked.hint) if asked.hint else "",
    }
    if asked.type == "choice":
        shown["choices"] = choices(asked.choices)
    return shown | instead


def choices(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Values with what they are called."""
    return [{"value": value, "title": told(title)} for value, title in pairs]


def plain(name: str, title: Words, kind: str, *, required: bool = True, **more: object) -> Told:
    """A field that no process describes."""
    return {"name": name, "title": str(title), "kind": kind, "required": required, "max_length": 500, "help": ""} | more
