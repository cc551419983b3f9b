"""One open wall: what is sent to it, as server-sent events."""

import json
from collections.abc import Iterator
from time import monotonic
from typing import Any

from django.utils import translation

from linli.areas.rules import Actor
from linli.cases.queries.watching import MOST, Happened
from linli.cases.rules.watching import told_of
from linli.web.command.live.hub import Hub, News, Subscription, fresh, missed
from linli.web.command.words import said

#: The longest silence: a page that hears nothing for three of these knows that it is cut off.
BEAT_SECONDS = 5.0
#: Until when a browser asks again after it was cut off.
RETRY_MS = 2000


class Stream:
    """The body of the answer. Closed by the server when the browser has gone, also before the first piece."""

    def __init__(self, hub: Hub, one: Subscription, actor: Actor, *, last_id: str, seconds: float) -> None:
        self._hub, self._one, self._actor = hub, one, actor
        self._until = monotonic() + seconds
        self._language = translation.get_language()
        self._pieces = self._run(last_id)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Leave the hub."""
        self._hub.unsubscribe(self._one)

    def _run(self, last_id: str) -> Iterator[bytes]:
        yield f"retry: {RETRY_MS}\n\n".encode()
        yield from self._catch_up(last_id)
        beat = monotonic()
        while monotonic() < self._until and not self._one.is_ended:
            yield from self._told(self._hub.wait(self._one, max(0.05, beat + BEAT_SECONDS - monotonic())))
            if monotonic() >= beat + BEAT_SECONDS:
                beat = monotonic()
                yield self._beat()
        if self._one.is_ended:
            yield self._event("ended", {})

    def _catch_up(self, last_id: str) -> Iterator[bytes]:
        """What was missed since the last event that the browser saw; then the page knows that it is live."""
        told = told_of(last_id) if last_id else None
        if told and told.top > self._one.told.top + MOST:
            told = None  # of another database, or of one that was set back
        news = missed(told) if told else None
        if told and news:
            self._one.told = told
            yield from self._told([news])
        elif last_id:
            yield self._event("refresh", {})
        yield self._beat()

    def _told(self, news: list[News]) -> Iterator[bytes]:
        for word in dict.fromkeys(each.word for each in news if each.word):
            yield self._event(word, {})
        mine = [step for step in fresh(self._one, news) if self._concerns(step)]
        if mine:
            with translation.override(self._language):
                yield self._event("steps", {"steps": [_shown(step) for step in mine]})

    def _concerns(self, step: Happened) -> bool:
        return step.ground.covers(self._actor.ground_level, self._actor.ground_code)

    def _beat(self) -> bytes:
        return self._event("beat", {"live": self._hub.is_hearing})

    def _event(self, name: str, content: dict[str, Any]) -> bytes:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._one.told}\nevent: {name}\ndata: {text}\n\n".encode()


def _shown(step: Happened) -> dict[str, Any]:
    """A step as the page reads it; it names no person."""
    return {
        "id": step.id,
        "case": step.case_id,
        "no": step.no,
        "action": step.action,
        "words": said(step),
        "state": step.to_state,
        "matter": step.matter,
        "place": step.place,
        "point": step.point,
        "at": step.at.isoformat(),
    }
