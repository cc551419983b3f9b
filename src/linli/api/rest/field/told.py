"""What is answered on the phone's wire, for the published description; the answers themselves are built as they are."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue

from linli.api.rest.field.shapes import Errors


class GroundTold(Schema):
    """An area by code, name and level."""

    code: str
    name: str
    level: str


class PostingTold(Schema):
    """A posting in force."""

    id: int
    title: str
    unit: str
    ground: GroundTold


class PersonTold(Schema):
    """Whoever has signed in."""

    name: str


class Feature(Schema):
    """The outline of a grid, or of the ground around it (GeoJSON, WGS 84)."""

    type: Literal["Feature"]
    id: str
    properties: GroundTold
    geometry: dict[str, Any] | None


class PhotoTold(Schema):
    """A photo, small and whole."""

    id: UUID
    thumb: str
    full: str


class VoiceTold(Schema):
    """A recording."""

    id: UUID
    url: str


class LineTold(Schema):
    """One step: which unit did what; no names."""

    at: datetime
    title: str
    who: str
    text: str


class ChoiceTold(Schema):
    """One thing to choose."""

    value: str
    title: str


class FieldTold(Schema):
    """A field of a form. ``value``: what it says until somebody says otherwise."""

    name: str
    title: str
    kind: str
    required: bool
    max_length: int
    help: str
    choices: list[ChoiceTold] = []
    value: str = ""


class ActionTold(Schema):
    """An action that is this posting's business; with a reason while it may not be taken."""

    name: str
    title: str
    reason: str | None
    primary: bool
    danger: bool
    desk: str = Field(description="要用工作台的名单才能办的，在工作台的网址；手机上能办的为空")
    form: list[FieldTold]


class CaseTold(Schema):
    """A case as the phone keeps it. ``values``: what stands in the fields that a form may set."""

    id: int
    no: str
    row_version: int
    title: str
    description: str
    state: str
    state_title: str
    stage: str
    matter: str
    matter_title: str
    urgency: str
    address: str
    lon: float | None
    lat: float | None
    area: str
    opened_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    light: Literal["green", "yellow", "red"]
    in_list: str = Field(serialization_alias="list", validation_alias="list")
    holder: str
    is_final: bool
    photos: list[PhotoTold]
    voices: list[VoiceTold]
    awaited: int
    history: list[LineTold]
    values: dict[str, JsonValue]
    actions: list[ActionTold]


class CriterionTold(Schema):
    """When a matter is filed, and how fast it is to be settled then."""

    id: int
    text: str
    limit: str
    closing: str


class UnitTold(Schema):
    """A unit that answers for something."""

    name: str
    phone: str


class ResponsibleTold(Schema):
    """Who answers for a matter on this ground, and by which line of the responsibility list."""

    lead: UnitTold | None
    assist: list[UnitTold]
    level: str
    rule: str


class ReadingTold(Schema):
    """What is shown, or read out, to somebody first; once it was, ``field`` says ``value``."""

    title: str
    text: str
    field: str
    value: str


class SectionTold(Schema):
    """Fields that belong together; ``folded``: shown when somebody asks for them."""

    title: str
    icon: str
    help: str
    folded: bool
    reading: ReadingTold | None
    form: list[FieldTold]


class OpeningTold(Schema):
    """What this posting may begin beside a report, by an item ``open``; ``matter_field`` takes a matter's code."""

    name: str
    title: str
    icon: str
    help: str
    submit: str
    done: str
    matter_field: str
    sections: list[SectionTold]


class MatterTold(Schema):
    """A matter that can be reported; with an ``opening`` that one is filled in instead of a report."""

    code: str
    class_: str = Field(serialization_alias="class", validation_alias="class")
    class_code: str
    icon: str
    title: str
    words: str
    urgency: str
    opening: str
    criteria: list[CriterionTold]
    responsible: ResponsibleTold


class PatrolItemTold(Schema):
    """One thing to look at."""

    id: str
    text: str
    verdict: Literal["fine", "found", ""]
    note: str


class PatrolTold(Schema):
    """A patrol of a grid with its checklist."""

    id: int
    title: str
    grid: str
    from_: date = Field(serialization_alias="from", validation_alias="from")
    due: date
    done: bool
    done_at: datetime | None
    items: list[PatrolItemTold]


class AnnouncementTold(Schema):
    """What a desk tells those who work on its ground."""

    id: int
    title: str
    text: str
    unit: str
    from_: date = Field(serialization_alias="from", validation_alias="from")
    until: date | None


class ListTold(Schema):
    """A list that cases are sorted into."""

    name: str
    title: str


class TodayTold(Schema):
    """Today's work of one posting. ``csrf`` goes back in the header X-CSRFToken with every write."""

    at: datetime
    csrf: str
    person: PersonTold
    posting: PostingTold
    postings: list[PostingTold]
    grids: list[Feature]
    lists: list[ListTold]
    cases: list[CaseTold]
    matters: list[MatterTold]
    openings: list[OpeningTold]
    patrols: list[PatrolTold]
    announcements: list[AnnouncementTold]


class Refusal(Errors):
    """Why nothing was done, and the case as it is ``now`` when the phone had seen an older one."""

    now: CaseTold | None = None
