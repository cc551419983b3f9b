"""A browser, people with sessions of their own in it, and an eye on every page they open."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.cast import Cast, Player, make_cast
from tests.stories import load_catalogue

AXE = Path(project.ROOT, "frontend", "node_modules", "axe-core", "axe.min.js")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK, PHONE = (1440, 900), (390, 844)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """Somebody at a screen of their own. Every page they look at is checked for errors and by axe."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.address = address
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.text))
        self.page.on("response", lambda got: self.faults.append(got.url) if got.status >= 500 else None)

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(text)

    def go(self, path: str) -> Page:
        """Open a page by its address and look at it."""
        self.page.goto(self.address + path)
        self.look()
        return self.page

    def look(self) -> None:
        """Whatever is on the screen now is reachable for everybody, and nothing has gone wrong on the way."""
        self.page.wait_for_load_state("networkidle")
        under_way = self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        expect(under_way).to_have_count(0, timeout=15_000)
        self.check()

    def check(self) -> None:
        """The same of a page that is never idle, because it listens."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found = self.page.evaluate("rules => axe.run(document, rules)", RULES)
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
        assert self.faults == []


Arrive = Callable[..., Visitor]


@pytest.fixture
def cast(transactional_db: None) -> Cast:  # noqa: ARG001 - committed, so that the server's connections see it
    """The named people, with matters to report."""
    cast = make_cast()
    load_catalogue(cast)
    return cast


@pytest.fixture
def arrive(chromium: Browser, live_server: "object") -> Iterator[Arrive]:
    """Lets people arrive, each with a session of their own: `arrive(player)`, `arrive(size=PHONE)` for a stranger."""
    contexts: list[BrowserContext] = []
    address = str(live_server.url)  # type: ignore[attr-defined]  # pytest-django's live server

    def let_in(player: Player | None = None, size: tuple[int, int] = DESK) -> Visitor:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
        )
        contexts.append(context)
        if player is not None:
            context.add_cookies([{"name": "sessionid", "value": _session(player), "url": address}])
        return Visitor(context, address)

    yield let_in
    for context in contexts:
        context.close()


def _session(player: Player) -> str:
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value
