"""What goes over the phone's wire, checked against its type before anything is done with it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from linli.cases.rules.forms import LONGEST_DESCRIPTION, MOST_PHOTOS
from linli.work.patrols.rules import MOST_ITEMS
from linli.work.patrols.rules import MOST_PHOTOS as PHOTOS_OF_A_POINT

_HASH = r"^[0-9a-f]{64}$"
#: A record's number in the database.
Number = Annotated[int, Field(ge=1, lt=2**63)]
Sha256 = Annotated[str, Field(pattern=_HASH, description="十六进制小写")]


class Strict(Schema):
    """Nothing is taken that is not known."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class FileTold(Strict):
    """A file that follows after its item."""

    id: UUID
    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=15 * 1024 * 1024)]
    type: Annotated[str, Field(pattern=r"^(image|audio)/[a-z0-9.+-]{1,40}(;.{0,50})?$", max_length=100)]

    @property
    def is_voice(self) -> bool:
        """A recording, not a picture."""
        return self.type.startswith("audio/")


class _Item(Strict):
    """What every item says."""

    id: UUID
    made_at: Annotated[AwareDatetime, Field(description="手机上填写的时间，按手机的钟；只作记录，不参与计时")]
    posting: Number
    files: Annotated[list[FileTold], Field(max_length=2 * MOST_PHOTOS + 1)] = []


class Settled(Strict):
    """A report that was settled on the spot, with its evidence: ids out of ``files``."""

    result: Annotated[str, Field(max_length=2000)]
    evidence: Annotated[list[UUID], Field(max_length=MOST_PHOTOS)] = []


class ReportItem(_Item):
    """Something found: coordinates are WGS 84; without them ``area`` names the place."""

    kind: Literal["report"]
    matter: Annotated[str, Field(max_length=20)]
    criterion: Number | None = None
    description: Annotated[str, Field(max_length=LONGEST_DESCRIPTION)] = ""
    address: Annotated[str, Field(max_length=200)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None
    area: Annotated[str, Field(max_length=18)] = ""
    settled: Settled | None = None


class ActItem(_Item):
    """An action on a case; photos in the form are ids out of ``files``."""

    kind: Literal["act"]
    case: Number
    action: Annotated[str, Field(max_length=40)]
    form: dict[str, JsonValue] = {}
    seen_version: Annotated[int, Field(ge=1, lt=2**31)]
    base: Annotated[
        dict[str, JsonValue], Field(description="要改的各项当时看到的值；不给就按 seen_version 那一版")
    ] = {}


class PatrolAnswer(Strict):
    """What was found at one item of the checklist; ``report``: the id of the report that it became."""

    item: Annotated[str, Field(max_length=3)]
    verdict: Literal["fine", "found"]
    note: Annotated[str, Field(max_length=300)] = ""
    report: UUID | None = None
    photos: Annotated[list[UUID], Field(max_length=PHOTOS_OF_A_POINT, description="files 里的编号")] = []


class PatrolItem(_Item):
    """Answers to a patrol's checklist, all or some."""

    kind: Literal["patrol"]
    patrol: Number
    answers: Annotated[list[PatrolAnswer], Field(min_length=1, max_length=MOST_ITEMS)]
    files: Annotated[list[FileTold], Field(max_length=MOST_ITEMS * PHOTOS_OF_A_POINT)] = []


class OpenItem(_Item):
    """Something else begun, by one of the ``openings`` of the day with its form; it takes no files."""

    kind: Literal["open"]
    opening: Annotated[str, Field(max_length=40)]
    form: dict[str, str]
    files: Annotated[list[FileTold], Field(max_length=0)] = []


AnyItem = ReportItem | ActItem | PatrolItem | OpenItem
Item = Annotated[AnyItem, Field(discriminator="kind")]
_ITEM: TypeAdapter[AnyItem] = TypeAdapter(Item)


class Errors(Schema):
    """Why nothing was done: a message beside each field, or beside none (``""``)."""

    errors: dict[str, str]


class CaseRef(Schema):
    """Which case it became, or is about; ``public_code`` is empty where nobody may follow it by that."""

    id: int
    no: str
    public_code: str


class Receipt(Schema):
    """The item is safe: its id, and the hash of the bytes that arrived. A repeat gets the same."""

    id: UUID
    sha256: str
    kind: Literal["report", "act", "patrol", "open"]
    case: CaseRef | None = None
    step: Annotated[int | None, Field(description="这一步在办件里的序号")] = None
    patrol: int | None = None


class FileReceipt(Schema):
    """How much of a file has arrived; ``sha256`` once all of it has and it was kept."""

    id: UUID
    have: int
    size: int
    sha256: str | None


class FileErrors(FileReceipt):
    """The same with the reason why a piece was not taken."""

    errors: dict[str, str]


class Unreadable(Exception):
    """The body is no JSON at all."""


class Misfit(Exception):
    """The body is no item: a message beside each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(str(errors))
        self.errors = errors


def read(body: bytes) -> AnyItem:
    """The item in a body; raises ``Unreadable`` or ``Misfit``."""
    try:
        item = _ITEM.validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True, include_input=False)
        if any(fault["type"] == "json_invalid" for fault in faults):
            raise Unreadable from error
        raise Misfit({_place(fault["loc"]): _words(fault) for fault in faults}) from error
    if _has_nul(item.model_dump()):
        raise Misfit({"": "有无法保存的字符"})
    return item


def _has_nul(value: object) -> bool:
    """Whether there is a sign in it that no column holds, however deep."""
    if isinstance(value, dict):
        return any(_has_nul(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(_has_nul(one) for one in value)
    return isinstance(value, str) and "\x00" in value


def _place(loc: tuple[int | str, ...]) -> str:
    """``settled.result``; the kind, which only tells the union apart, is left out."""
    parts = [str(part) for part in loc]
    return ".".join(parts[1:] if parts[:1] and parts[0] in {"report", "act", "patrol", "open"} else parts)


def _words(fault: Any) -> str:
    limits = fault.get("ctx", {})
    return {
        "missing": "必须填写",
        "extra_forbidden": "没有这个字段",
        "union_tag_invalid": "没有这一类",
        "union_tag_not_found": "请写明 kind",
        "string_too_long": f"最多 {limits.get('max_length')} 字",
        "too_long": f"最多 {limits.get('max_length')} 个",
    }.get(str(fault["type"]), "格式不对")
