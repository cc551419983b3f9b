"""The address of the stream."""

from http import HTTPStatus

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.web.command.doors import WatchRequest, watch
from linli.web.command.live.admission import Ticket
from linli.web.command.live.hub import Full, Hub
from linli.web.command.live.stream import Stream

#: Whoever finds no room asks again after this.
RETRY_SECONDS = 60

hub = Hub(clock=timezone.now)


@require_GET
@watch
def live(request: WatchRequest) -> HttpResponseBase:
    """The steps on the ground of the posting as they are committed; 503 when this process has streams enough.

    204 where streams are switched off: the page asks now and then instead.
    """
    if settings.STREAM_SECONDS <= 0:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    ticket = Ticket(str(request.session.session_key), request.posting.pk)
    connection.close()  # a stream holds a thread, but no connection
    try:
        one = hub.subscribe(ticket, most=settings.STREAMS)
    except Full:
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(RETRY_SECONDS)})
    last_id = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    stream = Stream(hub, one, request.actor, last_id=last_id, seconds=settings.STREAM_SECONDS)
    return StreamingHttpResponse(
        stream,
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-cache, no-store", "X-Accel-Buffering": "no"},
    )
