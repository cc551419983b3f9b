"""The WSGI application that granian serves."""

import gc
import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

#: A connection that nobody needed for so long is given up, but for the first few.
_IDLE_SECONDS, _KEPT = 600, 2


def _share_connections(most: int) -> None:
    """Let threads borrow a connection for each request.

    There are many threads, and each request may meet another one. A connection that has been used knows its tables
    and the plans of its statements, which a new one takes a tenth of a second and more to learn: a few for all are
    soon warm and stay so.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0  # given back when the request has ended
    database["CONN_HEALTH_CHECKS"] = False  # linli.lib.postgis looks at each
    pool = {"min_size": min(_KEPT, most), "max_size": most, "max_idle": _IDLE_SECONDS}
    database["OPTIONS"] = {**database["OPTIONS"], "pool": pool}


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
application = get_wsgi_application()
if settings.CONNECTIONS:
    _share_connections(settings.CONNECTIONS)
gc.collect()
gc.freeze()  # what is loaded now stays: no pass over garbage needs to look at it again
gc.set_threshold(20_000, 20, 20)  # a request makes a thousand objects and leaves no garbage in rings
