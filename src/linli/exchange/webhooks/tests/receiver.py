"""A program of somebody else on this machine: it hears what is sent and answers as it was told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """What it says."""
        return dict(json.loads(self.body))

    @property
    def id(self) -> str:
        """The id by which a repeat is known."""
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What was heard, and how the next ones are answered: a status, or something done with the connection."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[int | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    always: int | Callable[[BaseHTTPRequestHandler], None] = 204
    #: Answered with a good status.
    accepted: list[Heard] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    #: What is read here, by the path and its question.
    page: Callable[[str], tuple[int, bytes]] = field(default=lambda _path: (404, b""))

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a question."""
        status, body = self.page(handler.path)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """Hear one request and answer it."""
        length = int(handler.headers.get("Content-Length") or 0)
        one = Heard(handler.path, {k.lower(): v for k, v in handler.headers.items()}, handler.rfile.read(length))
        with self.lock:
            self.heard.append(one)
            answer = self.answers.pop(0) if self.answers else self.always
        if not isinstance(answer, int):
            answer(handler)
            return
        with self.lock:
            if 200 <= answer < 300:
                self.accepted.append(one)
        handler.send_response(answer)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


def slow(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that comes too late."""

    def answer(_handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return answer


def drip(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that never ends, a byte at a time."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        until = time.monotonic() + seconds
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while time.monotonic() < until:
            handler.wfile.write(b"X: y\r\n")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of its own until the block ends."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            receiver.take(self)

        def do_GET(self) -> None:
            self.close_connection = True
            receiver.give(self)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks?of=linli"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
