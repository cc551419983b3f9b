"""A proxy of ours between the phone and the server, that does what bad networks do.

It stands on real sockets, because a browser's own offline switch misses service workers. Each phone has a line of its
own, with a port and a supply of faults; what the server truly answered is written down beside what the screen says.
"""

import asyncio
import hashlib
import json
import re
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from linli.web.parts import built

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WIRE = "/api/v1/field/"
SAID = "/__said"
MOST = 64 * 1024 * 1024
#: Stands in every photo as the camera made it, and must stay on the phone.
CAMERA = "Camera of nobody"
LATE_S = 0.4


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one exchange.

    ``kind``: refuse, cut (the request, after ``share`` of it), delay (by ``wait`` s), truncate (the answer), drop (the
    answer), twice (the request, at once), again (the request, later), late (given up, but it arrives later), status
    (``status`` is answered without the server), portal (a page of somebody else's with 200).
    """

    kind: str
    share: float = 0.5
    wait: float = 0.0
    status: int = 0

    def __str__(self) -> str:
        more = {"cut": self.share, "truncate": self.share, "delay": self.wait, "status": self.status}.get(self.kind)
        return self.kind if more is None else f"{self.kind}({more:.2g})" if self.kind != "status" else f"{self.status}"


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    raw: bytes
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The address without what stands behind the question mark."""
        return urlsplit(self.target).path

    @property
    def is_wire(self) -> bool:
        """Whether it is the phone's own traffic."""
        return self.path.startswith(WIRE) and not self.path.startswith(f"{WIRE}photos/")


@dataclass
class Line:
    """The way of one phone to the server."""

    upstream: int
    judge: "Callable[[Line, dict[str, str]], Awaitable[str]]"
    port: int = 0
    is_down: bool = False
    faults: deque[Fault | None] = field(default_factory=deque)
    #: How many bytes a second come back, and how long everything takes on top; nothing: as fast as it can.
    bytes_per_s: float = 0
    #: Only the phone's own traffic meets nobody; the app itself can still be fetched.
    is_closed: bool = False
    build: "Build | None" = None
    #: What happened, for whoever looks for the reason of a failure.
    log: list[str] = field(default_factory=list)
    #: Items as they came, by id: every body that was ever sent under it.
    bodies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    #: What the screen said that was not so.
    lies: list[str] = field(default_factory=list)
    said: int = 0
    waiting: "dict[str, asyncio.Event]" = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Where the phone finds it."""
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> "Line":
        """Listen on a port that is free."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
        begun = [*self._tasks, *self._open]
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await asyncio.sleep(0.05)  # for sockets to be closed

    def whole(self) -> None:
        """From now on nothing goes wrong."""
        self.is_down = False
        self.faults.clear()

    def when(self, beginning: str) -> asyncio.Event:
        """Set as soon as a request begins so: ``PUT /api/v1/field/files``."""
        return self.waiting.setdefault(beginning, asyncio.Event())

    # ── one connection, one request ─────────────────────────────────────────────────────────────────────────

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._served(reader, writer)
        except asyncio.CancelledError:  # the library would report what only means the end of a test
            writer.transport.abort()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            if self.is_down:
                writer.transport.abort()
                return
            asked = await read(reader)
            if asked is not None:
                await self._answer(asked, writer)
        with suppress(OSError):
            writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == SAID:
            await self._heard(asked, writer)
            return
        self._note(asked)
        fault = self.faults.popleft() if self.faults and asked.is_wire else None
        if asked.is_wire:
            self.log.append(f"{asked.method} {asked.target[len(WIRE) :]} {fault or ''}".strip())
        if self.is_down or (self.is_closed and asked.is_wire):
            writer.transport.abort()
        elif fault is None:
            await self._give(writer, await self.ask(asked))
        else:
            await getattr(self, f"_{fault.kind}")(fault, asked, writer)

    def _note(self, asked: Asked) -> None:
        for beginning, event in self.waiting.items():
            if f"{asked.method} {asked.target}".startswith(beginning):
                event.set()
        if CAMERA.encode() in asked.body:
            self.lies.append("sends what the camera wrote beside the picture")
        if asked.is_wire and asked.method == "POST":
            with suppress(ValueError):
                self.bodies[json.loads(asked.body)["id"]].add(asked.body)

    async def _heard(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """The screen says that something has arrived; it waits until the database has been asked."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
        self.said += 1
        lie = await self.judge(self, told)
        if lie:
            self.lies.append(lie)
        await self._give(writer, b"HTTP/1.1 204 No Content\r\n\r\n")

    async def _give(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        if self.bytes_per_s:
            for start in range(0, len(answer), 4096):
                piece = answer[start : start + 4096]
                await asyncio.sleep(len(piece) / self.bytes_per_s)
                writer.write(piece)
                await writer.drain()
            return
        writer.write(answer)
        await writer.drain()

    async def ask(self, asked: Asked, raw: bytes | None = None) -> bytes:
        """What the server answers, whole; nothing when it ended before."""
        if self.build and self.build.is_gone(asked):
            return framed("404 Not Found", "text/plain", b"")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=MOST)
        try:
            whole = self.build.asked(asked) if self.build else asked.raw
            writer.write(whole if raw is None else raw)
            await writer.drain()
            if raw is not None:
                return b""
            answer = await reader.read(-1)
        finally:
            writer.close()
        if asked.is_wire:
            self.log.append(f"    {asked.method} {asked.target[len(WIRE) :]} → {answer[9:12].decode()}")
        return self.build.answered(asked, answer) if self.build else answer

    def _later(self, asked: Asked) -> None:
        async def come() -> None:
            await asyncio.sleep(LATE_S)
            with suppress(OSError):
                await self.ask(asked)

        task = asyncio.create_task(come())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Wait for what is still on its way to the server."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ── what goes wrong ─────────────────────────────────────────────────────────────────────────────────────

    async def _refuse(self, _fault: Fault, _asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def _cut(self, fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await self.ask(asked, asked.raw[: int(len(asked.raw) * fault.share)])
        writer.transport.abort()

    async def _delay(self, fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(fault.wait / 2)
        answer = await self.ask(asked)
        await asyncio.sleep(fault.wait / 2)
        await self._give(writer, answer)

    async def _truncate(self, fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = await self.ask(asked)
        await self._give(writer, answer[: int(len(answer) * fault.share)])
        writer.transport.abort()

    async def _drop(self, _fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await self.ask(asked)
        writer.transport.abort()

    async def _twice(self, fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        answers = await asyncio.gather(self.ask(asked), self.ask(asked))
        await self._give(writer, answers[fault.share < 0.5])

    async def _again(self, _fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = await self.ask(asked)
        self._later(asked)
        await self._give(writer, answer)

    async def _late(self, _fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self._later(asked)
        writer.transport.abort()

    async def _status(self, fault: Fault, _asked: Asked, writer: asyncio.StreamWriter) -> None:
        await self._give(writer, made_up(fault.status))

    async def _portal(self, _fault: Fault, asked: Asked, writer: asyncio.StreamWriter) -> None:
        del asked
        page = "<!doctype html><title>请登录无线网络</title>".encode()
        await self._give(writer, framed("200 OK", "text/html", page))


@dataclass(frozen=True)
class Build:
    """Another build of the app, as it stands after a deployment: a script of another name and content.

    The page and the service worker name the new one; what older builds called theirs is not there any more.
    """

    number: int

    @property
    def name(self) -> str:
        """What the script is called."""
        return f"field-{self.number:08X}.js"

    def is_gone(self, asked: Asked) -> bool:
        """Whether it is the script of another build."""
        return bool(_SCRIPT.fullmatch(asked.path)) and not asked.path.endswith(self.name)

    def asked(self, asked: Asked) -> bytes:
        """What the server is asked for instead; plainly, so that it can be changed."""
        if not self._is_changed(asked):
            return asked.raw
        first, *lines = asked.raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith((b"accept-encoding", b"if-none-match"))]
        name = built.built().assets["field.js"].encode()
        return b"\r\n".join([first.replace(self.name.encode(), name), *kept, b"", b""])

    def answered(self, asked: Asked, answer: bytes) -> bytes:
        """The server's answer as this build would have it."""
        if not self._is_changed(asked):
            return answer
        head, _, body = answer.partition(b"\r\n\r\n")
        body = body.replace(built.built().assets["field.js"].encode(), self.name.encode())
        body = re.sub(rb'("/field/",\s*"?revision"?:\s*")\w+', rb"\g<1>" + f"{self.number:08X}".encode(), body)
        if _SCRIPT.fullmatch(asked.path):
            body += f"\n;globalThis.__build = {self.number};\n".encode()
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length", b"etag"))]
        return b"\r\n".join([*kept, f"Content-Length: {len(body)}".encode(), b"", b""]) + body

    def _is_changed(self, asked: Asked) -> bool:
        return asked.path in {"/field/", "/field/sw.js"} or bool(_SCRIPT.fullmatch(asked.path))


_SCRIPT = re.compile(r"/static/built/field-[0-9A-Z]{8}\.js")


async def read(reader: asyncio.StreamReader) -> Asked | None:
    """One request, made to be the last on its connection; ``None`` when the browser only opened one to have it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _version = first.split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    kept = [line for line in lines if not line.lower().startswith("connection:")]
    raw = "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1") + body
    return Asked(raw, method, target, headers, body)


def framed(status: str, kind: str, body: bytes, more: str = "") -> bytes:
    """An answer of our own."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    return ("\r\n".join(lines) + f"\r\n{more}\r\n").encode() + body


def made_up(status: int) -> bytes:
    """An answer in the server's own form, though the server was never asked."""
    if status in {500, 503}:
        return framed(f"{status} Error", "text/html", "<h1>出错了</h1>".encode(), "Retry-After: 1\r\n")
    body = json.dumps({"errors": {"": f"试验 {status}"}}, ensure_ascii=False).encode()
    return framed(f"{status} Refused", "application/json", body)


def fingerprint(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
