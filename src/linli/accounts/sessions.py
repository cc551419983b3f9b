"""Sessions in the database, as Django keeps them; looked up with a statement whose plan the server keeps."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from linli.lib.prepared import ask_prepared

_FIND = "SELECT session_data FROM django_session WHERE session_key = %(key)s::varchar AND expire_date > %(at)s"


class SessionStore(db.SessionStore):
    """A session; every request of staff begins with reading it."""

    def load(self) -> dict[str, Any]:
        """What is in it; nothing, and no key either, if there is none such or it is over."""
        at = timezone.now()  # noqa: TID251 - sessions are read before any door is reached
        found = ask_prepared(_FIND, {"key": self.session_key, "at": at}, comes_first=True)
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0])
