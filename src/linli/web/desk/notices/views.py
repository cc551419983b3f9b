"""What a posting was told, the newest first."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linli.notices import actions as deeds
from linli.notices import queries as notices
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page

PAGE = 40
ICONS = {
    "report": "flag",
    "remind": "hourglass",
    "overdue": "alarm",
    "urge": "bell",
    "supervise": "speakerphone",
    "instruct": "message-forward",
}


@require_GET
@staff
def inbox(request: StaffRequest) -> HttpResponse:
    """The inbox, page by page."""
    found = notices.inbox(request.posting.pk)
    if older := _number(request.GET.get("older_than", "")):
        found = found.filter(pk__lt=older)
    rows = list(found[: PAGE + 1])
    context = {
        "notices": [{"notice": one, "icon": ICONS.get(one.kind, "mail")} for one in rows[:PAGE]],
        "newest": rows[0].pk if rows else 0,
        "next_url": f"?older_than={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "first_url": "?" if older else "",
    }
    return page(request, "desk/notices/inbox.html", context, at=timezone.now())


@require_POST
@staff
def read(request: StaffRequest) -> HttpResponse:
    """Mark one message as read, or all up to the newest that was on screen."""
    at, posting = timezone.now(), request.posting.pk
    if one := _number(request.POST.get("notice", "")):
        deeds.mark_one_read(posting, one, at=at)
        return _opened(request, one)
    if upto := _number(request.POST.get("upto", "")):
        deeds.mark_read(posting, upto=upto, at=at)
    return redirect("desk:notices")


def _opened(request: StaffRequest, number: int) -> HttpResponse:
    """On to what the message is about, if it was opened and not only marked."""
    notice = notices.inbox(request.posting.pk).filter(pk=number).order_by("pk").first()
    leads = notice is not None and notice.link.startswith("/desk/") and request.POST.get("open")
    return redirect(notice.link) if notice and leads else redirect("desk:notices")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0  # noqa: PLR2004 - ids of eight bytes
