"""Lists: the queue in the middle, with the open case at the right."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.queries import (
    BY_DUE_TOO,
    LISTS,
    Listing,
    NotFound,
    at_hand,
    get_visible,
    list_counts,
    listed,
    listed_by_due,
    phone_mark,
    seen_by,
)
from linli.instructions import queries as instructions
from linli.notices import queries as notices
from linli.web.desk.cases.showing import case_page
from linli.web.desk.cases.views import without_case
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.lists.choices import choices, words_of
from linli.web.desk.lists.filters import LONGEST, Filters, apply, filters_from
from linli.web.desk.lists.paging import Page, page_of
from linli.web.desk.lists.rows import Row, joined_briefly, rows_of
from linli.web.desk.pages import LIGHTS, count_text, page
from linli.web.parts.middleware import SESSION_KEY

#: What would fill a list; shown when it is empty.
EMPTY = {
    "to_accept": gettext_lazy("居民、热线和网格员的上报会出现在这里。"),
    "to_dispatch": gettext_lazy("受理之后、派给主办单位之前的件会出现在这里。"),
    "to_handle": gettext_lazy("派给本单位主办的件会出现在这里。"),
    "to_assist": gettext_lazy("请本单位协办的件会出现在这里。"),
    "to_verify": gettext_lazy("主办单位反馈办好了、等核查的件会出现在这里。"),
    "to_rate": gettext_lazy("结案以后、等评价的件会出现在这里。"),
    "supervised": gettext_lazy("上级督办的件会出现在这里。"),
    "due_soon": gettext_lazy("剩下的时间不到五分之一的件会出现在这里。"),
    "overdue": gettext_lazy("过了时限还没办完的件会出现在这里。"),
    "suspended": gettext_lazy("一时办不了、经同意先挂着的件会出现在这里。"),
    "done": gettext_lazy("您处理过的件会出现在这里。"),
    "closed": gettext_lazy("已经办结的件会出现在这里。"),
    "reported_by_me": gettext_lazy("您登记上报的件会出现在这里。"),
    "followed": gettext_lazy("您点了关注的件会出现在这里。"),
    "search": gettext_lazy("换个说法，或者少写几个字再搜。编号、内容、地址、事项、查询码都可以。"),
}
#: Where somebody begins the day: the first list that holds work.
FIRST = ("to_accept", "to_dispatch", "to_handle", "to_assist", "to_verify", "to_rate")
#: Which actions may be done to many cases at once, from which lists.
BULK_DISPATCH = "to_dispatch"


@require_GET
@staff
def home(request: StaffRequest) -> HttpResponse:
    """The first list that holds work for this posting."""
    counts = list_counts(request.actor, timezone.now())
    wanted = next((name for name in FIRST if counts[name]), None) or _usual(request.actor)
    return redirect("desk:list", wanted) if wanted else redirect("desk:people:index")


def _usual(actor: Actor) -> str:
    """The list a posting works from; none for who keeps people and matters but handles no cases."""
    if actor.holds(Permission.DESK) or actor.holds(Permission.GRID):
        return "to_accept"
    if actor.holds(Permission.HANDLE):
        return "to_handle"
    keeps_only = actor.holds(Permission.EDIT_PEOPLE) and not actor.holds(Permission.VIEW_GROUND)
    return "" if keeps_only else "supervised"


@require_GET
@staff
def list_(request: StaffRequest, name: str) -> HttpResponse:
    """One of the lists; some may be read by what is due first, which is remembered for the next time."""
    at = timezone.now()
    if name in BY_DUE_TOO and _order(request) == DUE:
        return _queue(request, name, listed_by_due(request.actor, name), at)
    return _queue(request, name, listed(request.actor, name, at), at)


#: Words of the address for the order of a list.
NEWEST, DUE = "newest", "due"
_ORDER_KEY = "desk.order"


def _order(request: StaffRequest) -> str:
    """The order that the address asks for, else the one that was chosen last."""
    asked = request.GET.get("order", "")
    if asked not in {NEWEST, DUE}:
        return str(request.session.get(_ORDER_KEY, NEWEST))
    if request.session.get(_ORDER_KEY, NEWEST) != asked:
        request.session[_ORDER_KEY] = asked
    return asked


def _orders(request: StaffRequest, name: str, filters: Filters) -> list[dict[str, Any]]:
    """The orders to choose from, each with its address; the key O goes to the one that is not shown."""
    if name not in BY_DUE_TOO:
        return []
    chosen = _order(request)
    titles = {NEWEST: _("最新"), DUE: _("按到期")}
    return [
        {"title": title, "url": _with(request.path, f"order={order}", filters.query), "current": order == chosen}
        for order, title in titles.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def search(request: StaffRequest) -> HttpResponse:
    """Of everything this posting may see what was searched for; one hit opens at once. Else what it has at hand.

    What is typed is posted first, so that a telephone never stands in an address: its mark does.
    """
    if request.method == "POST":
        return redirect(f"{reverse('desk:search')}?{_asked(request)}")
    at = timezone.now()
    asked = filters_from(request.GET.dict())
    cases = seen_by(request.actor) if asked.q or asked.phone else at_hand(request.actor)
    return _queue(request, "search", cases, at)


def _asked(request: StaffRequest) -> str:
    """The query for what was typed into the search box."""
    typed = request.POST.get("q", "").strip()[:LONGEST]
    mark = phone_mark(typed) if request.actor.holds(Permission.REVEAL) else ""
    return urlencode({"phone": mark} if mark else {"q": typed})


def _queue(request: StaffRequest, name: str, cases: Listing, at: datetime) -> HttpResponse:
    filters = filters_from(request.GET.dict())
    found = apply(filters, cases, request.actor, at)
    older, newer = request.GET.get("older_than", ""), request.GET.get("newer_than", "")
    shown = page_of(found, joined_briefly, older_than=older, newer_than=newer)
    base = request.path
    offered = choices(filters, request.actor)
    context = {
        "name": name,
        "title": _("搜索") if name == "search" else _(LISTS[name]),
        "url": base,
        "queue": _linked(rows_of(shown.cases, at), request, _wanted(request, name, shown)),
        "empty": EMPTY[name],
        "filters": filters,
        "choices": offered,
        "filter_words": words_of(filters, offered),
        "clear_url": base,
        "orders": _orders(request, name, filters),
        "previous_url": _next(request, name, filters, f"newer_than={shown.newer_than}" if shown.newer_than else ""),
        "next_url": _next(request, name, filters, f"older_than={shown.older_than}" if shown.older_than else ""),
        **_bulk(request.actor, name),
        **_open_case(request, _wanted(request, name, shown), at),
    }
    return page(request, "desk/lists/list.html", context, at=at)


def _linked(rows: list[Row], request: StaffRequest, opened: str) -> list[dict[str, Any]]:
    """Rows with the address of this very list with the case open in it, and that of the case alone.

    What the template asks of each row it finds at once: to look through case, matter and class takes longer.
    """
    here = without_case(request.get_full_path())
    mark = "&" if "?" in here else "?"
    before, _zero, after = reverse("desk:case", args=[0]).rpartition("0")  # looked up once, not for each row
    return [
        {
            "row": row,
            "id": str(row.case.pk),
            "url": f"{here}{mark}case={row.case.pk}",
            "pane_url": f"{before}{row.case.pk}{after}",
            "icon": row.icon,
            "title": row.case.matter.title,
            "urgency": row.urgency,
            "is_supervised": bool(row.case.supervised),
            "select": _("选中 %(no)s") % {"no": row.case.no},
            "current": str(row.case.pk) == opened,
        }
        for row in rows
    ]


def _next(request: StaffRequest, name: str, filters: Filters, key: str) -> str:
    """The page next to a key, in the same order; empty without a key."""
    order = f"order={_order(request)}" if name in BY_DUE_TOO else ""
    return _with(request.path, order, filters.query, key) if key else ""


def _with(base: str, *queries: str) -> str:
    return f"{base}?{'&'.join(query for query in queries if query)}"


def _bulk(actor: Actor, name: str) -> dict[str, bool]:
    may_urge = actor.holds(Permission.SUPERVISE) or actor.holds(Permission.DESK)
    may_dispatch = actor.holds(Permission.DESK) and name == BULK_DISPATCH
    return {"may_urge": may_urge, "may_dispatch": may_dispatch, "may_select": may_urge or may_dispatch}


def _wanted(request: StaffRequest, name: str, shown: Page) -> str:
    """Which case is open: the one the address names; of a search with one hit, that one."""
    only_hit = name == "search" and len(shown.cases) == 1 and "case" not in request.GET
    return str(shown.cases[0].pk) if only_hit else request.GET.get("case", "")


def _open_case(request: StaffRequest, wanted: str, at: datetime) -> dict[str, Any]:
    """The case that is open beside the list."""
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 18):  # noqa: PLR2004 - ids of eight bytes
        return {"open": False}
    try:
        case = get_visible(request.actor, int(wanted))
    except NotFound:
        return {"open": True, "absent": True, "back_url": _closed(request)}
    return {"open": True, **case_page(case, request.actor, at), "back_url": _closed(request)}


def _closed(request: StaffRequest) -> str:
    """This list with no case open; a search with one hit would open it by itself."""
    here = without_case(request.get_full_path())
    return f"{here}{'&' if '?' in here else '?'}case=" if request.path == reverse("desk:search") else here


@require_GET
@staff
def counts(request: StaffRequest) -> JsonResponse:
    """How many cases each list holds now, and how many notices are unread."""
    found = list_counts(request.actor, timezone.now())
    lists = {
        name: {"count": n, "text": count_text(name, n), "light": LIGHTS.get(name, "") if n else ""}
        for name, n in found.items()
    }
    waiting = {
        "unread": notices.unread_count(request.posting.pk),
        "instructions": instructions.waiting_count(request.actor),
    }
    return JsonResponse({"counts": lists | waiting})


@require_POST
@staff
def switch(request: StaffRequest) -> HttpResponse:
    """Work under another of one's own postings from now on."""
    mine = {str(one): one for one in request.postings}
    if chosen := mine.get(request.POST.get("posting", "")):
        request.session[SESSION_KEY] = chosen
    return redirect("desk:home")
