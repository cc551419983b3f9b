"""The first load over slow 3G: 400 kbit/s each way and 400 ms to and fro, WebPageTest's profile of that name."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.async_api import async_playwright
from tests.chromium import CHROMIUM, FLAGS
from tests.field.conftest import County
from tests.field.phone import SIZE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KBITS, LATENCY_MS = 400, 400
MOST_S, MOST_SCRIPT_BYTES = 5, 250 * 1000
#: The line is slow by design, the machine under the tests by chance: of so many loads the best one counts.
TRIES = 3


@dataclass(frozen=True)
class Load:
    """How long it took until a report could be written, and how many bytes of script came over the line until then."""

    took_s: float
    script_bytes: int


async def first_load(address: str, session: str) -> Load:
    """A phone that has never seen the app opens its report form."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(locale="zh-CN", viewport=SIZE)
        await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = await context.new_page()
        cdp = await context.new_cdp_session(page)
        kinds, sizes = dict[str, str](), dict[str, int]()
        cdp.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
        cdp.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
        speed = KBITS * 1000 / 8
        line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": speed, "uploadThroughput": speed}
        await cdp.send("Network.enable")
        await cdp.send("Network.emulateNetworkConditions", line)
        began = time.monotonic()
        await page.goto(f"{address}/field/#/report", wait_until="commit")
        await page.get_by_test_id("submit").wait_for()
        took = time.monotonic() - began
        await browser.close()
        return Load(took, sum(size for one, size in sizes.items() if kinds.get(one) == "Script"))


def test_over_slow_3g_a_report_can_be_begun_within_five_seconds(county: County) -> None:
    loads = list[Load]()
    while len(loads) < TRIES and not any(one.took_s <= MOST_S for one in loads):
        loading = first_load(f"http://127.0.0.1:{county.server.port}", next(county.sessions))
        with ThreadPoolExecutor(max_workers=1) as thread:  # other browser tests leave a running loop in this one
            loads.append(thread.submit(asyncio.run, loading).result())
    assert min(one.took_s for one in loads) <= MOST_S, loads
    assert 0 < max(one.script_bytes for one in loads) <= MOST_SCRIPT_BYTES, loads
