"""The page that shows how cases run: drawn, and as a table."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.cases import processes
from linli.cases.queries import NotFound
from linli.cases.rules.process import Action, Process, State
from linli.deadlines.rules import Limit, TimeUnit
from linli.web.desk.clocks import limit_words
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.process.diagram import draw

WHO = {
    "reporter": gettext_lazy("上报人"),
    "grid": gettext_lazy("网格员"),
    "desk": gettext_lazy("受理单位"),
    "lead": gettext_lazy("主办单位"),
    "mediator": gettext_lazy("调解员"),
    "party": gettext_lazy("当事人"),
    "court": gettext_lazy("法院"),
    "assist": gettext_lazy("协办单位"),
    "supervisor": gettext_lazy("督办人"),
    "approver": gettext_lazy("审批人"),
    "resident": gettext_lazy("反映人"),
    "system": gettext_lazy("系统"),
}
LIMITS = {
    "matter.accept": gettext_lazy("按事项的受理时限"),
    "criterion": gettext_lazy("按立案条件的处置时限"),
    "suspended_until": gettext_lazy("挂账到期日"),
}
USUAL = "event"


@require_GET
@staff
def process(request: StaffRequest) -> HttpResponse:
    """The version on which new cases of this county run; with ``state`` what can be done from there."""
    county = county_of(request)
    name = named(request)
    found = processes.current(name, county)
    chosen = found.states.get(request.GET.get("state", "")) or found.states[found.open.to]
    context = {
        "process": found,
        "diagram": draw(found),
        "chosen": chosen,
        "stage": chosen.stage,
        "clock": _clock(found, chosen),
        "actions": _actions(found, chosen),
        "table": [(state, _actions(found, state)) for state in found.state],
        "limits": _limits(found),
        "published": processes.published(name, county),
        "built_in": processes.latest(name),
        "of": "" if name == USUAL else name,
        "tabs": [
            {"url": _address(one), "label": _(processes.latest(one).title), "current": one == name}
            for one in sorted(processes.names(), key=lambda one: (one != USUAL, one))
        ],
        "may_publish": request.actor.holds(Permission.PUBLISH),
    }
    return page(request, "desk/process/process.html", context, at=timezone.now())


def named(request: StaffRequest) -> str:
    """The process that an address means: that of the kind of work named, of events otherwise."""
    name = request.GET.get("of", USUAL)
    if name not in processes.names():
        raise NotFound
    return name


def _address(name: str) -> str:
    return reverse("desk:process") + ("" if name == USUAL else f"?of={name}")


def county_of(request: StaffRequest) -> str:
    """The county of the posting; the home county for a posting above one."""
    ground = areas.ground_of(request.actor.ground_code)
    return (ground.county if ground else "") or settings.HOME_AREA


def _actions(found: Process, state: State) -> list[dict[str, Any]]:
    """Who may do what from a state, filling in what, with what result."""
    return [
        {
            "title": _(action.title),
            "who": "、".join(str(WHO.get(relation, relation)) for relation in action.by),
            "fields": _fields(found, action),
            "to": _(found.states[action.to].title) if action.to and action.to != state.name else _("不变"),
            "told": bool(action.notify),
        }
        for action in found.actions_from(state.name)
    ]


def _fields(found: Process, action: Action) -> str:
    words = [
        _(found.fields[name].title) + ("" if required else _("（选填）"))
        for name, required in action.wanted
        if name != "clock"
    ]
    return "、".join(words)


def _clock(found: Process, state: State) -> str:
    """The clock that presses in a state: 「受理」，按事项的受理时限."""
    clock = found.clocks.get(state.clock)
    if clock is None:
        return ""
    if clock.limit in LIMITS:
        limit = str(LIMITS[clock.limit])
    elif clock.limit.startswith("more."):
        limit = _("到约定的那天")
    else:
        amount, unit = clock.limit.split()
        limit = limit_words(Limit(Decimal(amount), TimeUnit(unit)))
    return f"{_(clock.title)} · {limit}"


def _limits(found: Process) -> list[tuple[str, str]]:
    limits = found.limits
    return [
        (_("最多退回"), _("%(n)d 次") % {"n": limits.returns}),
        (_("最多延期"), _("%(n)d 次，每次不超过一个原时限") % {"n": limits.extensions}),
        (_("挂账最长"), _("%(n)d 天") % {"n": limits.suspend_days}),
        (_("结案后可重开"), _("%(n)d 天内") % {"n": limits.reopen_days}),
        (_("结案后可评价"), _("%(n)d 天内") % {"n": limits.rate_days}),
        (_("算作同一件"), _("%(m)d 米内、%(n)d 天内") % {"m": limits.duplicate_metres, "n": limits.duplicate_days}),
    ]
