"""A field of a form as a page shows it, whatever kind it is; ``desk/parts/field.html`` draws it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.urls import reverse

from linli.documents.models import File
from linli.web.parts.words import told


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class FieldView:
    """A label, what is filled in, what is wrong with it, and what can be chosen.

    ``kind``: text (one line), lines, choice (radio), select, many (boxes), combo, date, amount, photos, score, case.
    """

    name: str
    title: str
    kind: str
    required: bool = False
    hint: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    value_text: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    url: str = ""
    suffix: str = ""
    max_length: int = 500
    most: int = 6
    kept: Sequence[Mapping[str, str]] = ()
    focus: bool = False
    input_type: str = "text"
    #: Asked with what was chosen here; the answer takes the place of the filing criteria.
    leads_to: str = ""

    @property
    def id(self) -> str:
        """The id of its input."""
        return f"f_{self.name}"

    def with_error(self, error: str) -> "FieldView":
        """The same field with what is wrong with it."""
        return replace(self, error=error)


@dataclass(frozen=True)
class FormView:
    """A form: where it goes, its key and what it saw, its fields, and what is wrong with it as a whole."""

    url: str
    title: str
    submit: str
    key: UUID
    fields: tuple[FieldView, ...]
    seen_version: int = 0
    danger: bool = False
    words: str = ""
    error: str = ""
    cancel_url: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def sends_files(self) -> bool:
        """Whether the form must be sent in parts."""
        return any(one.kind == "photos" for one in self.fields)

    @property
    def has_errors(self) -> bool:
        """Whether something must be changed."""
        return bool(self.error) or any(one.error for one in self.fields)


def with_errors(fields: Iterable[FieldView], errors: Mapping[str, str]) -> tuple[tuple[FieldView, ...], str]:
    """The fields with their messages; messages for no field of the form come back as one sentence."""
    shown = tuple(replace(one, error=told(errors.get(one.name, ""))) for one in fields)
    names = {one.name for one in shown}
    return shown, "；".join(told(text) for name, text in errors.items() if name not in names)


def kept_tiles(files: Iterable[File]) -> list[dict[str, str]]:
    """Photos that were sent already and stay with the form."""
    tiles = []
    for file in files:
        url = reverse("desk:file", args=[file.pk])
        tiles.append({"id": str(file.pk), "url": url, "thumb_url": f"{url}?thumb=1", "name": file.original_name})
    return tiles
