"""A page of the workbench: the frame around it, and the same template's piece when only that is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases.queries import LISTS, MOST_COUNTED, list_counts
from linli.instructions import queries as instructions
from linli.notices import queries as notices
from linli.web.desk.doors import StaffRequest, wants_part

#: The lists as they stand at the left: a title for each group, and an icon for each list.
GROUPS: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (
        "",
        {
            "to_accept": "inbox",
            "to_dispatch": "send",
            "to_handle": "checklist",
            "to_assist": "users",
            "to_verify": "eye-check",
            "to_rate": "star",
        },
    ),
    (
        gettext_lazy("时限"),
        {"supervised": "speakerphone", "due_soon": "hourglass", "overdue": "alarm", "suspended": "player-pause"},
    ),
    (
        gettext_lazy("已办和关注"),
        {"done": "circle-check", "closed": "archive", "reported_by_me": "flag", "followed": "bookmark"},
    ),
)
#: Colours of counts: only the clock has any.
LIGHTS = {"due_soon": "yellow", "overdue": "red"}


@dataclass(frozen=True)
class Tool:
    """A page beside the lists: its view, its words, its icon, and the permission without which nobody needs it."""

    view: str
    label: str | Promise
    icon: str
    permission: Permission | None = None


TOOLS: tuple[Tool, ...] = (
    Tool("command:wall", gettext_lazy("指挥中心"), "device-desktop", Permission.VIEW_GROUND),
    Tool("desk:atlas", gettext_lazy("图上办公"), "map-2"),
    Tool("desk:figures:overview", gettext_lazy("统计"), "chart-bar", Permission.VIEW_GROUND),
    Tool("desk:announcements:index", gettext_lazy("公告"), "news"),
    Tool("desk:patrols:index", gettext_lazy("巡查"), "clipboard-list", Permission.DESK),
    Tool("desk:registers", gettext_lazy("登记本"), "file-spreadsheet", Permission.EXPORT),
    Tool("desk:bodies:index", gettext_lazy("调解组织"), "scale"),
    Tool("desk:areas:index", gettext_lazy("网格"), "polygon"),
    Tool("desk:matters:index", gettext_lazy("事项与权责"), "list-details"),
    Tool("desk:people:index", gettext_lazy("单位与人员"), "sitemap", Permission.EDIT_PEOPLE),
    Tool("desk:calendar:index", gettext_lazy("工作日历"), "calendar", Permission.EDIT_CALENDAR),
    Tool("desk:webhooks:index", gettext_lazy("推送与对接"), "external-link", Permission.EXCHANGE),
    Tool("desk:journal:index", gettext_lazy("日志"), "history", Permission.READ_JOURNAL),
    Tool("desk:process", gettext_lazy("办理流程"), "route"),
)


def page(  # noqa: PLR0913 - a page has these parts, each named at the call
    request: StaffRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    at: datetime,
    part: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The whole page, or its ``part`` when the page itself asks for a piece (then the frame costs nothing)."""
    if part and wants_part(request):
        return render(request, f"{template}#{part}", dict(context), status=status)
    return render(request, template, {**context, "shell": shell(request, at)}, status=status)


def shell(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What the frame shows; see ``parts/base_desk.html``."""
    actor = request.actor
    return {
        "home_url": reverse("desk:home"),
        "county": _home(),
        "search_url": reverse("desk:search"),
        "search_text": request.GET.get("q", "") if request.path == reverse("desk:search") else "",
        "notices_url": reverse("desk:notices"),
        "unread": notices.unread_count(request.posting.pk),
        "user_name": request.posting.user.full_name,
        "posting_name": posting_label(request.posting),
        "switch_url": reverse("desk:switch"),
        "postings": _postings(request),
        "menu": _menu(),
        "sign_out_url": reverse("account_logout"),
        "lists": [*list_groups(request, list_counts(actor, at)), *_tools(request)],
        "counts_url": reverse("desk:counts"),
        "report_url": _address("desk:report") if actor.holds(Permission.REPORT) else "",
    }


def posting_label(posting: Posting) -> str:
    """The posting in words: 县综治中心 · 受理派遣员."""
    unit, title = str(posting.unit), posting.title or posting.role.title
    return title if title.startswith(unit) else f"{unit} · {title}"


def list_groups(request: StaffRequest, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The fourteen lists with their counts, as ``parts/nav.html`` shows them."""
    return [
        {"title": title, "items": [_list_item(request, name, icon, counts[name]) for name, icon in group.items()]}
        for title, group in GROUPS
    ]


def count_text(name: str, count: int) -> str:
    """A count as it is shown: of more than is counted only that it is more, 999+."""
    most = MOST_COUNTED[name]
    return f"{most - 1}+" if count >= most else str(count)


def _list_item(request: StaffRequest, name: str, icon: str, count: int) -> dict[str, Any]:
    url = _address("desk:list", name)
    return {
        "url": url,
        "label": _(LISTS[name]),
        "icon": icon,
        "count": count,
        "text": count_text(name, count),
        "live": name,
        "light": LIGHTS.get(name, "") if count else "",
        "current": request.path == url,
    }


def _tools(request: StaffRequest) -> list[dict[str, Any]]:
    items = [
        {"url": url, "label": tool.label, "icon": tool.icon, "current": request.path.startswith(url)}
        for tool in TOOLS
        if _may(request.actor, tool) and (url := _address(tool.view))
    ]
    items = [*_instructions(request), *items]
    return [{"title": _("工具"), "items": items}] if items else []


def _instructions(request: StaffRequest) -> list[dict[str, Any]]:
    """Instructions to one's unit, with how many are not answered, for those whom they concern."""
    if not (instructions.may_take(request.actor) or instructions.may_send(request.actor)):
        return []
    url, count = reverse("desk:instructions"), instructions.waiting_count(request.actor)
    shown = {"count": count, "text": str(count), "live": "instructions"} if instructions.may_take(request.actor) else {}
    current = request.path.startswith(url)
    return [{"url": url, "label": _("指令"), "icon": "message-forward", "current": current, **shown}]


def _may(actor: Actor, tool: Tool) -> bool:
    return tool.permission is None or actor.holds(tool.permission)


def _address(view: str, *args: str) -> str:
    """The address of a view; empty for a face that this server does not have."""
    return _looked_up(view, args, get_script_prefix())


@lru_cache(maxsize=256)
def _looked_up(view: str, args: tuple[str, ...], _prefix: str) -> str:
    """The same, looked up once: every page names thirty."""
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def _menu() -> list[dict[str, str]]:
    entries = [("account_change_password", _("修改密码"), "lock"), ("mfa_index", _("两步验证"), "shield-check")]
    return [{"url": reverse(name), "label": label, "icon": icon} for name, label, icon in entries]


def _postings(request: StaffRequest) -> list[dict[str, Any]]:
    mine = request.postings.values()
    return [{"id": p.pk, "label": posting_label(p), "current": p.pk == request.posting.pk} for p in mine]


def _home() -> str:
    return areas.names([settings.HOME_AREA]).get(settings.HOME_AREA, "")
