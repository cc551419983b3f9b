"""The wall as a page; its pieces are the same page, asked for again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.web.command.doors import WatchRequest, watch
from linli.web.command.wall.showing import shown


@require_GET
@watch
def wall(request: WatchRequest) -> HttpResponse:
    """The wall over the ground of the posting."""
    return render(request, "command/wall.html", shown(request.actor, request.posting, timezone.now()))
