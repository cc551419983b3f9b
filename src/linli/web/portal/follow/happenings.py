"""The history of a case as its reporter may know it: what happened and which unit did it, never who."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.cases.models import Attachment, Step


@dataclass(frozen=True)
class Happening:
    """One line of the history; ``said`` is what the resident wrote, ``told`` what a unit answered."""

    title: str
    at: datetime
    icon: str
    told: tuple[tuple[str, str], ...] = ()
    said: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class _Words:
    """How an action is told: its sentence, its icon, and which of its answers a resident reads."""

    title: str | Promise
    icon: str = "point"
    told: Mapping[str, str | Promise] = field(default_factory=dict)


_REASON = {"reason": gettext_lazy("原因")}
_RESULT = {"result": gettext_lazy("结果")}
_HANDED_OVER = _Words(gettext_lazy("交给{lead}办"), "send")
_MOVED = _Words(gettext_lazy("转给{desk}"), "send")

_TOLD: dict[str, _Words] = {
    "report": _Words(gettext_lazy("收到了这件事"), "flag"),
    "accept": _Words(gettext_lazy("{unit}看过了，登记下来去办"), "check"),
    "refuse": _Words(
        gettext_lazy("{unit}看过了，这件事这里不能办"), "circle-x", _REASON | {"remedy": gettext_lazy("可以找谁")}
    ),
    "ask_check": _Words(gettext_lazy("请网格员先去现场看"), "eye"),
    "report_check": _Words(gettext_lazy("网格员去现场看过了"), "eye-check"),
    "settle": _Words(gettext_lazy("网格员当场办好了"), "circle-check", _RESULT),
    "escalate": _MOVED,
    "hand_down": _MOVED,
    "dispatch": _HANDED_OVER,
    "designate": _HANDED_OVER,
    "transfer": _Words(gettext_lazy("改由{lead}办"), "send"),
    "receive": _Words(gettext_lazy("{unit}接手了"), "tool"),
    "return": _Words(gettext_lazy("{unit}说不归他们办，重新安排"), "arrow-back-up"),
    "feed_back": _Words(gettext_lazy("{unit}说办好了"), "check", _RESULT),
    "ask_recheck": _Words(gettext_lazy("请网格员去现场核实"), "eye"),
    "report_recheck": _Words(gettext_lazy("网格员去现场核实过了"), "eye-check"),
    "pass": _Words(gettext_lazy("{unit}核实过，办好了"), "circle-check"),
    "approve_force_close": _Words(gettext_lazy("{unit}决定不再继续办"), "circle-x", _REASON),
    "rework": _Words(gettext_lazy("{unit}看过，还没办好，要求重新办"), "refresh"),
    "approve_suspension": _Words(gettext_lazy("一时办不了，先记着，到时候继续办"), "player-pause"),
    "resume": _Words(gettext_lazy("继续办理"), "player-play"),
    "merge": _Words(gettext_lazy("有人先反映过同一件事，合在一起办"), "arrow-merge"),
    "withdraw": _Words(gettext_lazy("您撤回了"), "arrow-back-up"),
    "void": _Words(gettext_lazy("这条登记不再办了"), "circle-x", _REASON),
    "reopen": _Words(gettext_lazy("说还没解决，重新安排去办"), "refresh"),
    "remark": _Words(gettext_lazy("补充了情况"), "message"),
    "rate": _Words(gettext_lazy("给这次办理打了分"), "star"),
}
#: Told only when a resident did it; from staff these are internal.
_RESIDENTS_OWN = {"remark"}


def happenings(steps: Iterable[Step], *, own: bool, is_confidential: bool) -> list[Happening]:
    """The history, the newest first; one query for the names of units.

    ``own`` is False for a case that this reporter's was merged into: what another resident sent stays out.
    A confidential case shows its progress and nothing of its content.
    """
    shown = [step for step in steps if _is_told(step)]
    names = areas.unit_names({unit for step in shown for unit in _units(step)})
    tell = _teller(names, own=own, is_confidential=is_confidential)
    return [tell(step) for step in reversed(shown)]


def _is_told(step: Step) -> bool:
    return step.action in _TOLD and (step.action not in _RESIDENTS_OWN or step.actor_kind == "resident")


def _units(step: Step) -> list[int]:
    changed = (step.changes.get("lead_unit"), step.changes.get("desk_unit"), step.unit_id)
    return [unit for unit in changed if isinstance(unit, int)]


def _teller(names: Mapping[int, str], *, own: bool, is_confidential: bool) -> Callable[[Step], Happening]:
    def tell(step: Step) -> Happening:
        words = _TOLD[step.action]
        units = {
            "unit": names.get(step.unit_id or 0, _("工作人员")),
            "lead": names.get(step.changes.get("lead_unit") or 0, _("承办单位")),
            "desk": names.get(step.changes.get("desk_unit") or 0, _("有关单位")),
        }
        by_resident = step.actor_kind == "resident"
        hidden = is_confidential or (by_resident and not own)
        return Happening(
            title=str(words.title).format(**units),
            at=step.at,
            icon=words.icon,
            told=_told(step, words, is_confidential=is_confidential),
            said=str(step.form.get("note", "")) if by_resident and not hidden and step.action == "remark" else "",
            files=() if hidden or step.action == "report" else shown_files(step.attachments.all(), own=own),
        )

    return tell


def _told(step: Step, words: _Words, *, is_confidential: bool) -> tuple[tuple[str, str], ...]:
    """The answers a resident reads; of a confidential case only the reasons and remedies of a decision."""
    names = [name for name in words.told if name != "result" or not is_confidential]
    return tuple((str(words.told[name]), str(step.form[name])) for name in names if step.form.get(name))


def shown_files(attachments: Iterable[Attachment], *, own: bool) -> tuple[Attachment, ...]:
    """What a resident may open: of another reporter's case only the evidence of the work."""
    return tuple(one for one in attachments if one.is_public and (own or one.purpose == "evidence"))


def reported_files(steps: Iterable[Step]) -> tuple[Attachment, ...]:
    """What came with the report itself: the files of the first step."""
    first = next(iter(steps), None)
    return shown_files(first.attachments.all(), own=True) if first else ()
