"""The shared pieces in Chromium: reachable for everybody, still inside a narrow screen, alive under our policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = project.ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FACES = ["/parts/gallery/", "/parts/gallery/panes/", "/parts/gallery/portal/"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: No map server stands behind the gallery; everything else must load.
EXPECTED_MISSING = ("/map/style.json", "/tiles/")


@pytest.fixture
def address(settings, live_server) -> str:
    settings.ROOT_URLCONF = "linli.web.parts.tests.addresses"
    settings.DEBUG = True
    return str(live_server.url)


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    yield chromium
    for context in chromium.contexts:
        context.close()


def visit(browser: Browser, url: str, width: int = 1440, *, script: bool = True) -> tuple[Page, list[str]]:
    """A page that has settled, and what went wrong on it."""
    page = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=script
    ).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("response", lambda got: wrong.append(got.url) if got.status >= 400 and _matters(got.url) else None)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page, wrong


def _matters(url: str) -> bool:
    return not any(part in url for part in EXPECTED_MISSING)


@pytest.mark.parametrize("path", FACES)
def test_axe_finds_nothing_and_nothing_breaks_the_policy(address, browser, path):
    page, wrong = visit(browser, address + path)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert wrong == []


@pytest.mark.parametrize("path", FACES)
@pytest.mark.parametrize("width", [390, 320])
def test_a_narrow_screen_never_scrolls_sideways(address, browser, path, width):
    page, _ = visit(browser, address + path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_choice_typed_with_first_letters_is_what_the_form_sends(address, browser):
    page, _ = visit(browser, address + "/parts/gallery/")
    box = page.get_by_role("combobox", name="事项")
    box.fill("ld")
    page.get_by_role("option", name="路灯不亮").wait_for()
    box.press("Enter")
    assert page.locator("[name=matter_pick]").input_value() == "102"


def test_without_script_the_plain_fields_are_there(address, browser):
    page, _ = visit(browser, address + "/parts/gallery/", script=False)
    assert page.locator("select[name=matter_pick]").is_visible()
    assert page.locator("input[type=file][name=photos]").is_visible()
    assert page.get_by_label("在哪里").is_visible()
    assert not page.get_by_role("button", name="用我现在的位置").is_visible()
