"""One listener for a whole process: it hears of committed steps, reads them once, and hands them to every open stream.

A stream waits in memory and holds no connection to the database. While nobody listens, neither does the hub.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition, Thread
from time import monotonic

import psycopg
from django.db import Error, connection

from linli.cases.queries.watching import CHANNEL, MOST, Happened, happened, steps_beyond, where_steps_stand
from linli.cases.rules.watching import Horizon, Told
from linli.instructions.queries import CHANNEL as INSTRUCTIONS
from linli.web.command.live.admission import Ticket, admitted

logger = logging.getLogger(__name__)


#: What the hub's connection is called in the database's own list of them.
NAME = "linli-wall"
#: How long the hub waits to be woken, and how soon it looks again while something is going on.
LOOK_SECONDS, SOON_SECONDS, BUSY_SECONDS = 1.0, 0.1, 1.0
CHECK_SECONDS = 5.0
IDLE_SECONDS = 30.0
AGAIN_SECONDS = 0.5
#: A stream that lets so much wait is not read by anybody.
MOST_WAITING = 200


NO_HORIZON = Horizon(0, 0)


class Full(Exception):
    """As many streams are open in this process as may be."""


@dataclass(frozen=True)
class News:
    """What one look brought: the ids it found, with its horizon, and what they say; or a word without steps."""

    ids: tuple[int, ...] = ()
    horizon: Horizon = NO_HORIZON
    steps: tuple[Happened, ...] = ()
    word: str = ""


@dataclass(eq=False)
class Subscription:
    """One open stream: what it has been told, and what waits for it."""

    ticket: Ticket
    told: Told
    waiting: deque[News] = field(default_factory=deque)
    is_ended: bool = False


class Hub:
    """The streams of this process, and the thread that feeds them."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._changed = Condition()
        self._open: set[Subscription] = set()
        self._thread: Thread | None = None
        self._told: Told | None = None
        self._is_hearing = False
        self._is_closing = False

    @property
    def is_hearing(self) -> bool:
        """Whether the hub hears of what is committed just now."""
        return self._is_hearing

    def __len__(self) -> int:
        return len(self._open)

    def subscribe(self, ticket: Ticket, *, most: int, patience: float = 5.0) -> Subscription:
        """A new stream, told of everything up to now; raises ``Full``, also when the hub does not come to hear."""
        with self._changed:
            if len(self._open) >= most:
                raise Full
            new = Subscription(ticket, Told(0))
            self._open.add(new)
            self._start()
            if not self._changed.wait_for(lambda: self._told is not None, patience) or self._told is None:
                self._open.discard(new)
                raise Full
            new.told = self._told
            new.waiting.clear()
            return new

    def unsubscribe(self, gone: Subscription) -> None:
        """The stream is closed."""
        with self._changed:
            self._open.discard(gone)

    def wait(self, one: Subscription, seconds: float) -> list[News]:
        """What there is for a stream, waited for at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: one.waiting or one.is_ended, seconds)
            news = list(one.waiting)
            one.waiting.clear()
            return news

    def close(self) -> None:
        """End every stream and stop listening; the next stream begins anew."""
        with self._changed:
            for one in self._open:
                one.is_ended = True
            thread, self._is_closing = self._thread, True
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._told, self._is_closing = None, False
            self._thread = Thread(target=self._run, name="command-hub", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Listen until nobody has been there for a while; a lost connection is made again."""
        lonely_since = monotonic()
        while True:
            try:
                self._listen()
            except (Error, psycopg.Error) as error:  # waiting for notices goes past Django's own errors
                logger.warning("the wall lost the database: %s", error)
            finally:
                self._is_hearing = False
                _hang_up()
            with self._changed:
                if self._open and not self._is_closing:
                    lonely_since = monotonic()
                elif self._is_closing or monotonic() - lonely_since >= AGAIN_SECONDS:
                    self._thread, self._told = None, None
                    return
                self._changed.wait(AGAIN_SECONDS)

    def _listen(self) -> None:
        """Hear and hand on, until nobody listens any more."""
        connection.ensure_connection()
        raw = connection.connection
        raw.execute(f"SET application_name = '{NAME}'; LISTEN {CHANNEL}; LISTEN {INSTRUCTIONS}")
        if self._told is None:
            self._stand(where_steps_stand())
        else:
            self._hand_on(News(word="refresh"))
        self._is_hearing = True
        busy_until = checked = lonely_since = monotonic()
        while monotonic() - lonely_since < IDLE_SECONDS and not self._is_closing:
            seconds = SOON_SECONDS if monotonic() < busy_until else LOOK_SECONDS
            heard = {notice.channel for notice in raw.notifies(timeout=seconds, stop_after=1)}
            if INSTRUCTIONS in heard:
                self._hand_on(News(word="instructions"))
            if self._look() or heard:
                busy_until = monotonic() + BUSY_SECONDS
            if monotonic() - checked >= CHECK_SECONDS:
                checked = monotonic()
                self._check()
            if self._open:
                lonely_since = monotonic()

    def _stand(self, told: Told) -> None:
        with self._changed:
            self._told = told
            self._changed.notify_all()

    def _look(self) -> bool:
        """Read what is new and hand it on; says whether there was anything."""
        if self._told is None:
            return False
        ids, horizon = steps_beyond(self._told)
        if ids or self._told.gaps:
            self._hand_on(News(tuple(ids), horizon, tuple(happened(ids))))
        return bool(ids)

    def _hand_on(self, news: News) -> None:
        with self._changed:
            if self._told is not None and not news.word:
                self._told = self._told.after(news.ids, news.horizon)
            for one in self._open:
                one.waiting.append(news)
                one.is_ended = one.is_ended or len(one.waiting) > MOST_WAITING
            if news.ids or news.word:
                self._changed.notify_all()

    def _check(self) -> None:
        """End the streams of those who may not listen any more."""
        with self._changed:
            tickets = {one.ticket for one in self._open}
        good = admitted(tickets, self._clock())
        with self._changed:
            for one in self._open:
                if one.ticket in tickets - good:
                    one.is_ended = True
            self._changed.notify_all()


def _hang_up() -> None:
    """Close the connection to the server for good: it listens, and must not be lent to anybody else."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()


def missed(told: Told) -> News | None:
    """What was committed since somebody was told last; ``None`` if it is too much to tell one by one.

    Runs in the thread of the stream before it starts to wait, and gives the connection back.
    """
    try:
        ids, horizon = steps_beyond(told)
        return News(tuple(ids), horizon, tuple(happened(ids))) if len(ids) < MOST else None
    finally:
        connection.close()


def fresh(one: Subscription, news: Sequence[News]) -> list[Happened]:
    """The steps among the news that this stream was not told yet; they count as told from now on."""
    found = list[Happened]()
    for each in news:
        if each.word:
            continue
        found += [step for step in each.steps if not one.told.has(step.id)]
        one.told = one.told.after(each.ids, each.horizon)
    return found
