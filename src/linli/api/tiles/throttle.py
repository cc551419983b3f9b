"""A light brake for questions that cost the database something: so many a minute from one network address.

Counted in the process, not in the database: a reload of the count is no harm, a write for each question would be.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from linli.lib.addresses import visitor_address

_MINUTE = 60.0


@dataclass
class Brake:
    """At most ``most`` in each minute by one address; remembers the addresses seen last."""

    most: int
    addresses: int = 10_000
    _seen: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, address: str, now: float) -> bool:
        """Whether one more is allowed at ``now`` (seconds, of a clock that only goes forward); it is counted then."""
        minute = int(now // _MINUTE)
        with self._lock:
            before, count = self._seen.pop(address, (minute, 0))
            count = count + 1 if before == minute else 1
            self._seen[address] = (minute, count)
            if len(self._seen) > self.addresses:
                self._seen.popitem(last=False)
        return count <= self.most


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; what proxies tell counts only as far as they are ours (``LINLI_PROXIES``)."""
    told = request.headers.get("X-Forwarded-For", "")
    return str(visitor_address(request.META.get("REMOTE_ADDR", ""), told, settings.PROXIES) or "unknown")
