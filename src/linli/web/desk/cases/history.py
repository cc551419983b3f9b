"""The steps of a case in words: who, what, when, and what was filled in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.cases.models import Attachment, Case, Step
from linli.cases.rules import records
from linli.cases.rules.process import Field, Process
from linli.deadlines.rules import SHANGHAI
from linli.matters import queries as matters

ICONS = {
    "report": "flag",
    "accept": "inbox",
    "refuse": "circle-x",
    "dispatch": "send",
    "designate": "send",
    "transfer": "arrow-forward-up",
    "receive": "check",
    "return": "arrow-back-up",
    "feed_back": "message",
    "assist_feed_back": "message",
    "pass": "circle-check",
    "settle": "circle-check",
    "rework": "refresh",
    "reopen": "refresh",
    "rate": "star",
    "call_back": "phone",
    "urge": "bell",
    "supervise": "speakerphone",
    "remark": "note",
    "merge": "arrow-merge",
    "escalate": "arrow-up",
    "hand_down": "arrow-down",
    "report_check": "eye-check",
    "report_recheck": "eye-check",
    "ask_check": "eye",
    "ask_recheck": "eye",
    "resume": "player-play",
    "approve_suspension": "player-pause",
    "remind": "hourglass",
    "overdue": "alarm",
}
#: What arrives within that was sent at once.
_ON_THE_WAY = timedelta(minutes=5)
#: Written by people in whole sentences: shown as what somebody said.
_SAID = ("reason", "result", "note", "comment", "remedy")
_SOURCES = dict(Case.SOURCES)
_NOTHING_OPENS: Mapping[int, str] = {}


@dataclass(frozen=True)
class Event:
    """One step as ``parts/timeline.html`` shows it."""

    title: str
    who: str
    at: datetime
    body: str = ""
    quote: str = ""
    icon: str = "point"
    kind: str = ""
    files: list[dict[str, str]] = field(default_factory=list)
    sealed_url: str = ""


@dataclass(frozen=True)
class Names:
    """Words for the numbers and codes that were filled in.

    ``record``: the case's own as it stood before the step. What was a number of something then may be another's now.
    """

    units: Mapping[int, str]
    matters: Mapping[str, str]
    criteria: Mapping[int, str]
    people: Mapping[int, str]
    record: Mapping[str, Any] = field(default_factory=dict)


def events(steps: list[Step], process: Process, opens: Mapping[int, str] = _NOTHING_OPENS) -> list[Event]:
    """The steps as a timeline, the newest first; at most four queries more.

    ``opens``: where what was written under seal is opened, by the number of the step.
    """
    names = names_in([step.form for step in steps], process)
    told = [
        replace(_event(step, process, replace(names, record=record)), sealed_url=opens.get(step.number, ""))
        for step, record in zip(steps, _records(steps), strict=True)
    ]
    return told[::-1]


def _records(steps: Iterable[Step]) -> Iterator[Mapping[str, Any]]:
    """Of each step the case's own record as it stood before."""
    record: Mapping[str, Any] = {}
    for step in steps:
        yield record
        record = step.changes.get("more", record)


def names_in(forms: Iterable[Mapping[str, Any]], process: Process) -> Names:
    """Everything that the forms name by number or code, looked up at once."""
    units, codes, criteria, people = set[int](), set[str](), set[int](), set[int]()
    asked = [one.name for one in process.field if one.type == "people"]
    for form in forms:
        people |= {one for name in asked for one in cast("list[int]", form.get(name, []))}
        units |= {value for name in ("lead", "unit") if isinstance(value := form.get(name), int)}
        units |= set(cast("list[int]", form.get("assists", [])))
        codes |= {value for name in ("matter", "matter_code") if isinstance(value := form.get(name), str)}
        criteria |= {value for name in ("criterion", "criterion_id") if isinstance(value := form.get(name), int)}
    return Names(
        areas.unit_names(units), matters.titles(codes), matters.criterion_texts(criteria), areas.posting_names(people)
    )


def _event(step: Step, process: Process, names: Names) -> Event:
    is_report = step.number == 1
    body = _report_words(step.form, process, names) if is_report else filled_words(step.form, process, names)
    return Event(
        title=_("上报") if is_report else _(process.titled(step.action)),
        who=who(step),
        at=step.at,
        body="；".join(filter(None, [body, _made_on_a_phone(step)])),
        quote="" if is_report else said(step.form),
        icon=ICONS.get(step.action, "point"),
        kind="system" if step.actor_kind == "system" else "",
        files=[] if is_report else [file_tile(one) for one in step.attachments.all()],
    )


def _made_on_a_phone(step: Step) -> str:
    """When it was filled in by the phone's own clock, where that was well before (or after) it arrived."""
    try:
        made_at = datetime.fromisoformat(str(step.form.get("made_at", ""))).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        return ""
    if abs(step.at - made_at) < _ON_THE_WAY:
        return ""
    return _("手机上填写于 %(when)s") % {"when": f"{made_at:%Y-%m-%d %H:%M}"}


def who(step: Step) -> str:
    """Unit and name; the system and residents by what they are."""
    if step.actor_kind == "system":
        return _("系统")
    if step.actor_kind == "resident":
        return _("居民")
    return " ".join(filter(None, [str(step.unit or ""), step.actor_name]))


def said(form: Mapping[str, Any]) -> str:
    """What somebody wrote in sentences."""
    return "\n".join(str(form[name]) for name in _SAID if form.get(name))


def _report_words(form: Mapping[str, Any], process: Process, names: Names) -> str:
    source = _SOURCES.get(str(form.get("source")), "")
    matter = names.matters.get(str(form.get("matter_code")), "")
    answers = {name: form[name] for name, _required in process.open.wanted if name in form}
    told = [_(source), matter, str(form.get("address", "")), filled_words(answers, process, names)]
    return " · ".join(filter(None, told))


def filled_words(form: Mapping[str, Any], process: Process, names: Names) -> str:
    """Everything else that was filled in, in the order of the process: 主办单位 县城管局；协办单位 县住建局、…"""
    words, places = [], {name: place for place, name in enumerate(process.fields)}
    for name, value in sorted(form.items(), key=lambda one: places.get(one[0], len(places))):
        asked = process.fields.get(name)
        if asked is not None and name not in _SAID and (text := _value(asked, value, process, names)):
            words.append(f"{_(asked.title)} {text.rstrip('。')}")
    return "；".join(words)


def _value(asked: Field, value: Any, process: Process, names: Names) -> str:
    read = _READERS.get(asked.type)
    if asked.name == "clock":
        return _clock(str(value), process, names)
    if name := records.called(asked.named, names.record, value):
        return name
    return read(asked, value, names) if read else str(value)


def _clock(told: str, process: Process, names: Names) -> str:
    """Which clock spoke, and for which of several things it runs."""
    kind, _holder, subject = records.of_clock(told)
    rule = process.clocks.get(kind)
    return " ".join(filter(None, [_(rule.title), records.called(rule.named, names.record, subject)])) if rule else ""


_READERS: dict[str, Callable[[Field, Any, Names], str]] = {
    "unit": lambda _f, value, names: names.units.get(value, ""),
    "assist": lambda _f, value, names: names.units.get(value, ""),
    "units": lambda _f, value, names: "、".join(names.units.get(one, "") for one in value),
    "matter": lambda _f, value, names: names.matters.get(value, value),
    "criterion": lambda _f, value, names: names.criteria.get(value, ""),
    "choice": lambda f, value, _names: _(dict(f.choices).get(value, value)),
    "bool": lambda _f, value, _names: _("是") if value else _("否"),
    "score": lambda _f, value, _names: _("%(n)s 分") % {"n": value},
    "photos": lambda _f, _value, _names: "",
    "choices": lambda f, value, _names: "、".join(_(dict(f.choices).get(one, one)) for one in value),
    "people": lambda _f, value, names: "、".join(names.people.get(one, "") for one in value),
    "secret": lambda _f, _value, _names: _("已密封"),
}


def file_tile(attachment: Attachment) -> dict[str, str]:
    """An attachment as ``parts/tiles.html`` shows it."""
    file = attachment.file
    url = reverse("desk:file", args=[file.pk])
    tile = {"url": url, "name": str(PURPOSES.get(attachment.purpose, "")), "kind": "file"}
    if file.kind == "photo":
        return tile | {"thumb_url": f"{url}?thumb=1", "kind": "photo"}
    return tile | {"kind": "audio", "name": _("语音")} if file.kind == "voice" else tile


PURPOSES = {
    "report": gettext_lazy("现场照片"),
    "evidence": gettext_lazy("办理照片"),
    "check": gettext_lazy("核查照片"),
}
