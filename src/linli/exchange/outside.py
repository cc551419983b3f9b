"""Speaking HTTP to programs of others: no redirect is followed, nothing is read without end, no call lasts for ever.

The host name is looked up once, every address it leads to is judged (``reach``), and the connection goes to the very
address that was judged, so that a second look-up cannot lead elsewhere.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from time import monotonic

from linli.exchange.reach import NotAllowed, Target, ask, target_of

#: The whole call, from looking up the name to the last byte; the standard advises 15 to 30 seconds.
SECONDS = 15.0
CONNECT_SECONDS = 5.0
AGENT = "Linli/1"


@dataclass(frozen=True)
class Answer:
    """What came back. ``status`` is ``None`` when nothing did, and ``problem`` then says why, in words."""

    status: int | None
    took_ms: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    is_cut: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the other side said that all is well."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the class of good answers


@dataclass(frozen=True)
class Limits:
    """How far a call goes: hosts that may be private, seconds in all, bytes of the answer that are read."""

    allowed: tuple[str, ...] = ()
    seconds: float = SECONDS
    most_bytes: int = 2048


def call(
    method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str], limits: Limits | None = None
) -> Answer:
    """One request and what came of it; whatever goes wrong outside is an answer, not an exception."""
    known, began = limits or Limits(), monotonic()
    try:
        target = target_of(url, known.allowed)
        address = ask(target, _looked_up(target), known.allowed)
        return _asked(method, target, address, body, headers, known, began)
    except NotAllowed as no:
        return Answer(None, _since(began), problem=str(no))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, _since(began), problem=_words(error, monotonic() - began >= known.seconds))


def _asked(  # noqa: PLR0913, PLR0917 - a request has these parts
    method: str,
    target: Target,
    address: str,
    body: bytes | None,
    headers: Mapping[str, str],
    limits: Limits,
    began: float,
) -> Answer:
    with _connected(target, address, began + limits.seconds) as connection:
        connection.request(method, target.path, body=body, headers={"User-Agent": AGENT, **headers})
        response = connection.getresponse()
        text = response.read(limits.most_bytes + 1)
        told = {name.lower(): value for name, value in response.getheaders()}
        if monotonic() - began >= limits.seconds:
            raise TimeoutError  # it was cut: what came is not all
        is_cut = len(text) > limits.most_bytes
        return Answer(response.status, _since(began), text[: limits.most_bytes], told, is_cut=is_cut)


@contextmanager
def _connected(target: Target, address: str, until: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address that was judged; when the time is over it is cut, whatever it is doing."""
    left = until - monotonic()
    plain = socket.create_connection((address, target.port), timeout=max(0.1, min(CONNECT_SECONDS, left)))
    timer = Timer(max(0.1, until - monotonic()), _cut, [plain])
    timer.daemon = True
    timer.start()
    try:
        plain.settimeout(max(0.1, until - monotonic()))
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = _secured(plain, target)
        yield connection
    finally:
        timer.cancel()
        with suppress(OSError):
            connection.close()
        plain.close()


def _secured(plain: socket.socket, target: Target) -> socket.socket:
    if target.scheme == "http":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)


def _cut(plain: socket.socket) -> None:
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)


def _looked_up(target: Target) -> list[str]:
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotAllowed("找不到这个主机名") from error
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows))


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _words(error: Exception, is_late: bool) -> str:  # noqa: FBT001 - what the clock says
    if is_late or isinstance(error, TimeoutError):
        return "超过时间没有应答"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "对方的证书不可信"
    if isinstance(error, ssl.SSLError):
        return "加密连接没有建成"
    if isinstance(error, ConnectionRefusedError):
        return "对方没有开着这个端口"
    if isinstance(error, http.client.HTTPException | ValueError):
        return "对方的应答不是 HTTP"
    return "连接断了"
