"""The form of an action: the fields the process asks for, with what can be chosen in this case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import Offer, state_of
from linli.cases.rules.process import Field, Process
from linli.deadlines.rules import Limit, TimeUnit
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.web.desk import kinds
from linli.web.desk.clocks import limit_words
from linli.web.desk.doors import StaffRequest
from linli.web.desk.fields import FieldView, FormView, Option, kept_tiles, with_errors
from linli.web.desk.uploads import Sent, photos_sent, stored

_MANY = {"units", "photos", "people", "choices"}


@dataclass(frozen=True)
class Asked:
    """A field of the process, the case it is asked for, whether something was sent already, and when."""

    field: Field
    case: Case
    sent: bool
    at: datetime


@dataclass(frozen=True)
class Filled:
    """What was sent: the key, the version of the case that was on screen, the values, and photos that could not be."""

    key: UUID
    seen_version: int | None
    values: dict[str, object]
    errors: dict[str, str] = field(default_factory=dict)


def units_named(values: QueryDict) -> dict[str, object]:
    """Those fields of a form that name units, before it is known which action they are for."""
    return {"lead": values.get("lead", ""), "assists": values.getlist("assists")}


def filled_in(request: StaffRequest, offer: Offer, key: UUID, at: datetime) -> Filled:
    """Read the form of an action, sent under a key; photos are stored."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for asked, _required in offer.fields:
        if asked.type == "photos":
            sent = _photos(request, asked, key, at)
            values[asked.name] = [str(one) for one in sent.ids]
            errors |= {asked.name: sent.error} if sent.error else {}
        elif asked.type in _MANY:
            values[asked.name] = [one for one in request.POST.getlist(asked.name) if one]
        else:
            values[asked.name] = request.POST.get(asked.name, "")
    return Filled(key, _number(request.POST.get("seen_version", "")), values, errors)


def ways(case: Case, offer: Offer, values: QueryDict, at: datetime) -> list[tuple[str, str]]:
    """Which of several things a form could be about, each with the address of its own; none where that is settled."""
    face = kinds.FACES.get(case.process)
    if face is None or offer.name not in face.changes:
        return []
    name, now = face.changes[offer.name]
    if now(case, values.get(name, "")):
        return []
    asked = next(one for one, _required in offer.fields if one.name == name)
    address = reverse("desk:do", args=[case.pk, offer.name])
    options = face.options(case, asked, at) or ()
    return [(option.label, f"{address}?{name}={option.value}") for option in options]


def begun(case: Case, offer: Offer, values: QueryDict) -> Filled | None:
    """What is filled in already: what the thing says now that is to be changed, or what a link names."""
    face = kinds.FACES.get(case.process)
    if face and offer.name in face.changes:
        name, now = face.changes[offer.name]
        return Filled(uuid4(), None, now(case, values.get(name, "")))
    taken = {"text", "case", "count"}
    names = [asked.name for asked, _required in offer.fields if asked.type in taken and values.get(asked.name)]
    return Filled(uuid4(), None, {name: values[name] for name in names}) if names else None


def sent_key(values: QueryDict) -> UUID:
    """The form's own key; a form without one is not repeated by anybody."""
    try:
        return UUID(values.get("key", ""))
    except ValueError:
        return uuid4()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - versions stay small


def _photos(request: StaffRequest, asked: Field, key: UUID, at: datetime) -> Sent:
    return photos_sent(
        asked.name,
        kept=request.POST.getlist(f"{asked.name}_kept"),
        files=request.FILES.getlist(asked.name),
        key=key,
        by=request.actor,
        at=at,
    )


def form_of(
    case: Case, offer: Offer, at: datetime, filled: Filled | None = None, errors: Mapping[str, str] | None = None
) -> FormView:
    """The form of an action on a case, empty or as it was sent."""
    values = filled.values if filled else {}
    face = kinds.FACES.get(case.process)
    shown = tuple(
        _view(Asked(asked, case, sent=bool(values), at=at), values, required=required)
        for asked, required in offer.fields
        if face is None or asked.name not in face.elsewhere
    )
    if face and offer.name in face.changes:
        shown = tuple(_alone(one) if one.name == face.changes[offer.name][0] else one for one in shown)
    shown, error = with_errors(shown, errors or {})
    if shown:
        shown = (replace(shown[0], focus=True), *shown[1:])
    return FormView(
        url=reverse("desk:do", args=[case.pk, offer.name]),
        title=f"{_(offer.title)} · {case.no}",
        submit=_(offer.title),
        key=filled.key if filled else uuid4(),
        seen_version=case.row_version,
        fields=shown,
        danger=offer.danger,
        words=what_happens(case, offer),
        error=error,
        cancel_url=reverse("desk:case", args=[case.pk]),
    )


def _alone(view: FieldView) -> FieldView:
    """Only what was chosen: the other fields say what this one thing says."""
    return replace(view, options=[one for one in view.options if one.value == view.value] or view.options)


def what_happens(case: Case, offer: Offer) -> str:
    """What the action will do, and to whom: 之后为「待派遣」；会通知受理单位。"""
    process = processes.get(case.process, case.version)
    action = process.find(offer.name, case.state)
    if action is None:
        return ""
    told = "、".join(dict.fromkeys(_(TOLD[name]) for name in action.notify if name in TOLD))
    moves = action.to and action.to != case.state
    words = [
        _("之后这件是「%(state)s」") % {"state": _(process.states[action.to].title)} if moves else "",
        _("会告诉%(who)s") % {"who": told} if told else "",
        _("结束后不能再办理") if action.danger and moves and process.states[action.to].final else "",
    ]
    text = "，".join(filter(None, words))
    return f"{text}。" if text else ""


TOLD = {
    "desk": "受理单位",
    "lead": "主办单位",
    "assists": "协办单位",
    "grid": "网格员",
    "supervisor": "督办人",
    "approver": "审批人",
    "holder": "经办单位",
    "reporter": "上报人",
    "mediator": "调解员",
    "signer": "签名人",
}


def _view(where: Asked, values: Mapping[str, object], *, required: bool) -> FieldView:
    asked = where.field
    value = values.get(asked.name, "")
    base = FieldView(
        name=asked.name,
        title=_(asked.title),
        kind=asked.type,
        required=required,
        hint=_(asked.hint),
        value=str(value) if not isinstance(value, list) else "",
        values=tuple(str(one) for one in value) if isinstance(value, list) else (),
        max_length=asked.max_length,
    )
    return _BUILDERS.get(asked.type, _plain)(base, where)


def _plain(base: FieldView, _asked: Asked) -> FieldView:
    return base


def _text(base: FieldView, asked: Asked) -> FieldView:
    return replace(base, kind="lines" if asked.field.max_length > 60 else "text")  # noqa: PLR2004 - what fits one line


def _choice(base: FieldView, asked: Asked) -> FieldView:
    options = [Option(key, _(title)) for key, title in asked.field.choices]
    hint = (
        _("不选就不变，现在是「%(now)s」") % {"now": _(asked.case.get_urgency_display())}
        if asked.field.name == "urgency"
        else ""
    )
    return replace(base, options=options, hint=base.hint or hint)


def _choices(base: FieldView, asked: Asked) -> FieldView:
    return replace(base, kind="many", options=[Option(key, _(title)) for key, title in asked.field.choices])


def _measure(base: FieldView, asked: Asked) -> FieldView:
    said = {"least": str(asked.field.least), "most": str(asked.field.most)}
    bounds = _("%(least)s 到 %(most)s") % said if asked.field.places else ""
    return replace(base, kind="amount", hint=base.hint or bounds)


def _secret(base: FieldView, _asked: Asked) -> FieldView:
    return replace(base, kind="lines", hint=base.hint or _("加密保存，只有流程写明的人能打开，打开会记入日志"))


def _of_kind(base: FieldView, asked: Asked) -> FieldView:
    """What a kind of work lets choose from; a number to be typed where it has nothing to say."""
    face = kinds.FACES.get(asked.case.process)
    options = face.options(asked.case, asked.field, asked.at) if face else None
    if options is None:
        return replace(base, kind="text")
    return replace(base, kind="many" if asked.field.type == "people" else "choice", options=options)


def _bool(base: FieldView, _asked: Asked) -> FieldView:
    return replace(base, kind="choice", options=[Option("true", _("是")), Option("false", _("否"))])


def _score(base: FieldView, _asked: Asked) -> FieldView:
    words = [_("很不满意"), _("不满意"), _("一般"), _("满意"), _("很满意")]
    return replace(base, kind="choice", options=[Option(str(n), f"{n} · {word}") for n, word in enumerate(words, 1)])


def _unit(base: FieldView, asked: Asked) -> FieldView:
    """The units that serve the place; the responsibility list's own answer is chosen already.

    Where the kind of work says which units come into question, they are few.
    """
    face = kinds.FACES.get(asked.case.process)
    if face and (own := face.options(asked.case, asked.field, asked.at)) is not None:
        return replace(base, kind="choice", options=own)
    route = matters.route(asked.case.matter, asked.case.ground)
    proposed = str(route.lead_unit.pk) if route.lead_unit else ""
    options = [
        Option(str(unit.pk), unit.name, _("权责清单") if str(unit.pk) == proposed else unit.area.name)
        for unit in areas.units_serving(asked.case.ground)
    ]
    options.sort(key=lambda option: option.value != proposed)
    return replace(
        base, kind="combo", options=options, value=base.value if asked.sent else proposed, hint=route.rule_text
    )


def _units(base: FieldView, asked: Asked) -> FieldView:
    route = matters.route(asked.case.matter, asked.case.ground)
    proposed = [str(unit.pk) for unit in route.assist_units]
    options = [Option(str(unit.pk), str(unit), unit.area.name) for unit in areas.units_serving(asked.case.ground)]
    options.sort(key=lambda option: option.value not in proposed)
    return replace(base, kind="many", options=options, values=base.values if asked.sent else tuple(proposed))


def _assist(base: FieldView, asked: Asked) -> FieldView:
    open_units = [a.unit for a in state_of(asked.case).assists if not a.is_done]
    names = areas.unit_names(open_units)
    return replace(base, kind="choice", options=[Option(str(pk), names.get(pk, "")) for pk in open_units])


def _amount(base: FieldView, asked: Asked) -> FieldView:
    now = f"{asked.case.limit_amount.normalize():f}"
    unit = _(TimeUnit(asked.case.limit_unit).title)
    return replace(
        base,
        suffix=_("个%(unit)s") % {"unit": unit},
        hint=_("原时限 %(limit)s 个%(unit)s") % {"limit": now, "unit": unit},
    )


def _matter(base: FieldView, asked: Asked) -> FieldView:
    title = matters.titles([base.value]).get(base.value, base.value) if base.value else ""
    return replace(
        base,
        kind="combo",
        url=reverse("desk:find_matters"),
        leads_to=reverse("desk:find_criteria"),
        value_text=title,
        hint=_("不填就不变，现在是「%(now)s」。输名称、拼音首字母或代码") % {"now": asked.case.matter},
    )


def _criterion(base: FieldView, asked: Asked) -> FieldView:
    hint = _("不选就不变；换了事项就用新事项的第一条")
    return replace(base, kind="select", options=_criteria(asked.case.matter), hint=hint)


def criterion_field(matter: Matter) -> FieldView:
    """The filing criteria of a matter that was chosen in the same form."""
    hint = _("「%(matter)s」的立案条件，不选就用第一条") % {"matter": matter.title}
    return FieldView(name="criterion", title=_("立案条件"), kind="select", options=_criteria(matter), hint=hint)


def _criteria(matter: Matter) -> list[Option]:
    return [
        Option(str(one.pk), one.text, limit_words(Limit(one.limit, TimeUnit(one.unit))))
        for one in matters.criteria(matter)
    ]


def _case(base: FieldView, asked: Asked) -> FieldView:
    url = f"{reverse('desk:find_cases')}?case={asked.case.pk}"
    return replace(base, kind="combo", url=url, value_text=base.value)


def _photos_view(base: FieldView, _asked: Asked) -> FieldView:
    return replace(base, kept=kept_tiles(stored([UUID(one) for one in base.values])))


_BUILDERS: dict[str, Callable[[FieldView, Asked], FieldView]] = {
    "text": _text,
    "choice": _choice,
    "bool": _bool,
    "score": _score,
    "unit": _unit,
    "units": _units,
    "assist": _assist,
    "amount": _amount,
    "matter": _matter,
    "criterion": _criterion,
    "case": _case,
    "photos": _photos_view,
    "secret": _secret,
    "count": _of_kind,
    "people": _of_kind,
    "number": _measure,
    "choices": _choices,
}


def action_asked(process: Process, state: str, name: str) -> Offer | None:
    """The action of this name with its fields, wherever the case stands now: a repeat comes after it has moved on."""
    action = process.find(name, state) or next((one for one in process.action if one.name == name), None)
    if action is None:
        return None
    fields = tuple((process.fields[asked], required) for asked, required in action.wanted)
    return Offer(
        name=name,
        title=action.title,
        allowed=True,
        reason="",
        fields=fields,
        primary=action.primary,
        danger=action.danger,
    )
