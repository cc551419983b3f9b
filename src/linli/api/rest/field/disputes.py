"""An application for mediation, taken down at somebody's door: the form of the desk, as data for a phone."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.accounts.permissions import Permission
from linli.api.rest.field.openings import Filled, Opening, Reading, Section, Told, Words, choices, of_process, plain
from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases import processes
from linli.cases.actions import BadForm, Origin
from linli.cases.models import Case
from linli.lib.text import to_halfwidth
from linli.work.disputes import queries
from linli.work.disputes.actions import ASKED, NOTICE, SIDES, Typed, apply, slots

#: What another unit entrusts comes with its papers, and is entered at a desk.
_AT_A_DESK = "entrusted"
#: Art. 17: a committee may mediate of its own accord what nobody has applied for.
_UNASKED = "committee"
#: What the slots of each side are called, in their order.
_TITLES = {
    "applicant": (_("申请人"), _("另一位申请人")),
    "respondent": (_("被申请人"), _("另一位被申请人"), _("第三位被申请人")),
}
_UNKNOWN = _("不知道姓名，就写怎么称呼，例如：3 号楼 301 的住户")


def _sections(actor: Actor) -> Sequence[Section]:
    asked = processes.latest(queries.PROCESS).fields
    sources = [pair for pair in asked["started_by"].choices if pair[0] != _AT_A_DESK]
    found = _("巡查中发现、没有人来申请的，选主动调解。两种都要再问各方愿不愿意，有一方明确拒绝就不调解。")
    about = [
        of_process(asked["started_by"], choices=choices(sources), value="application", help=str(found)),
        plain("type", _("纠纷类型"), "choice", choices=choices([(one.code, one.title) for one in queries.types()])),
        plain("ground", _("发生在哪里"), "choice", choices=choices(_places(actor))),
    ]
    told_of = Reading(_("个人信息告知"), NOTICE, "notice", "shown")
    return [
        Section(_("先告知"), "lock", [of_process(asked["notice"], help="")], reading=told_of),
        Section(_("纠纷"), "heart-handshake", about),
        *[_party(side, slot, title, folded=n > 0) for side in SIDES for n, (slot, title) in enumerate(_slots(side))],
        Section(
            _("经过和请求"),
            "file-text",
            [of_process(asked[name], kind="text") for name in ("facts", "claim")],
            _("加密保存，列表和通知里都看不到。"),
        ),
    ]


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Where on the ground of a posting it may lie: finer, the smaller the ground is."""
    depth = Level(actor.ground_level).depth
    level = (
        Level.GRID
        if depth >= Level.COMMUNITY.depth
        else Level.COMMUNITY
        if depth >= Level.COUNTY.depth
        else Level.COUNTY
    )
    return [(one.code, one.name) for one in areas.below(actor.ground_level, actor.ground_code, [level])]


def _slots(side: str) -> Iterator[tuple[str, Words]]:
    return zip(slots(side), _TITLES[side], strict=True)


def _party(side: str, slot: str, title: Words, *, folded: bool) -> Section:
    """Name, telephone and address, and nothing else."""
    fields: list[Told] = [
        plain(
            f"{slot}_{name}",
            called,
            "phone" if name == "phone" else "line",
            required=name == "name" and not folded,
            max_length=most,
            help=str(_UNKNOWN) if name == "name" and side == "respondent" else "",
        )
        for name, (called, most) in ASKED.items()
    ]
    return Section(title, "user-plus" if folded else "user", fields, folded=folded)


def _begin(form: Filled, by: Actor, at: datetime, key: UUID, origin: Origin) -> Case:
    typed = Typed(
        {name: to_halfwidth(text.strip()) if name.endswith("_phone") else text.strip() for name, text in form.items()}
    )
    unasked = "grid" if by.holds(Permission.GRID) else "patrol"
    source = unasked if form.get("started_by") == _UNASKED else "visit"
    try:
        return apply(typed.application(source), by=by, at=at, key=key, origin=origin)
    except BadForm as bad:
        raise BadForm(typed.beside(bad.errors)) from bad


APPLICATION = Opening(
    title=_("调解申请"),
    icon="heart-handshake",
    help=_("邻里、家里说不到一起的，替当事人登记"),
    submit=_("登记调解申请"),
    done=_("每一方的查询码，由受理单位交给本人。送到以后，手机上不留当事人的姓名、电话和说的话。"),
    matter_field="type",
    sections=_sections,
    begin=_begin,
    elsewhere={"ground": _("这里不在您的辖区，请从列出的里选；别处的请当事人到那里的社区，或者打电话。")},
)
