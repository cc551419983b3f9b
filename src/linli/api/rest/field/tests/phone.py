"""A phone as tests hold it: signed in, with a token, sending items and files as the app does."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from tests.cast import AT, INSIDE_GRID, Player

from linli.documents.tests.pictures import phone_jpeg

FIELD = "/api/v1/field/"
PIECE = 256 * 1024


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Phone:
    """Somebody's phone; CSRF is checked as in earnest."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(player.user)
        self.token = ""

    def twin(self) -> "Phone":
        """The same phone on another line."""
        other = Phone.__new__(Phone)
        other.player, other.token = self.player, self.token
        other.client = Client(enforce_csrf_checks=True)
        other.client.cookies = deepcopy(self.client.cookies)
        return other

    def headers(self, **more: str) -> dict[str, str]:
        return {"X-Linli-Posting": str(self.player.posting.pk), **more}

    def today(self, **headers: str) -> Any:
        answer = self.client.get(f"{FIELD}today", headers=self.headers(**headers))
        if answer.status_code == 200:
            self.token = answer.json()["csrf"]
        return answer

    def _writing(self, content: bytes, **more: str) -> dict[str, str]:
        if not self.token:
            self.today()
        return self.headers(**{"X-CSRFToken": self.token, "X-Content-SHA256": sha256(content)} | more)

    def send(self, item: dict[str, Any], **headers: str) -> Any:
        return self.send_bytes(json.dumps(item, ensure_ascii=False).encode(), **headers)

    def send_bytes(self, body: bytes, **headers: str) -> Any:
        return self.client.post(
            f"{FIELD}items", body, content_type="application/json", headers=self._writing(body, **headers)
        )

    def put(self, file_id: str, piece: bytes, offset: int = 0, **headers: str) -> Any:
        return self.client.put(
            f"{FIELD}files/{file_id}?offset={offset}",
            piece,
            content_type="application/octet-stream",
            headers=self._writing(piece, **headers),
        )

    def have(self, file_id: str) -> Any:
        return self.client.get(f"{FIELD}files/{file_id}", headers=self.headers())

    def put_all(self, file_id: str, content: bytes, piece: int = PIECE) -> Any:
        answer = None
        for offset in range(0, len(content), piece):
            answer = self.put(file_id, content[offset : offset + piece], offset)
        return answer

    def item(self, kind: str, **fields: Any) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "kind": kind,
            "made_at": AT.isoformat(),
            "posting": self.player.posting.pk,
        } | fields

    def report(self, **fields: Any) -> dict[str, Any]:
        lon, lat = INSIDE_GRID
        told = {"matter": "0301", "description": "井盖没了", "address": "青石街18号", "lon": lon, "lat": lat}
        return self.item("report", **told | fields)


def a_file(content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"id": str(uuid4()), "sha256": sha256(content), "size": len(content), "type": kind}


def a_photo(size: tuple[int, int] = (1200, 900)) -> bytes:
    return phone_jpeg(size)


def at_once(deed: Callable[[], Any], times: int) -> list[Any]:
    """The same deed in so many threads, each with its own line to the database, begun at one instant."""
    barrier = Barrier(times)

    def one() -> Any:
        try:
            barrier.wait(timeout=20)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [found.result() for found in [pool.submit(one) for _ in range(times)]]
