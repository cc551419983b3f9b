"""The wall as a page; its pieces are the same page, asked for again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.cases.queries import NotFound
from linli.deadlines.rules import SHANGHAI
from linli.web.command.doors import WatchRequest, watch
from linli.web.command.wall.showing import shown
from linli.web.command.wall.tables import book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@watch
def wall(request: WatchRequest) -> HttpResponse:
    """The wall over the ground of the posting."""
    return render(request, "command/wall.html", shown(request.actor, request.posting, timezone.now()))


@require_GET
@watch
def table(request: WatchRequest, name: str) -> HttpResponse:
    """The figures of one chart as a workbook."""
    today = timezone.now().astimezone(SHANGHAI).date()
    content = book(name, request.actor.ground_code, today)
    if content is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{name}-{request.actor.ground_code}-{today}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
