"""Whatever the network and the phone do: no report is lost, none comes twice, nothing is said to be there that is not.

The stories are drawn from seeds; a story that fails prints its seed and all that went over the line.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import Browser, Playwright, async_playwright
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.field.conftest import County, sign_out
from tests.field.scene import Stage
from tests.field.story import Story, drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6
#: What every run plays, and what a soak does: stories in which the network is bad, and those with a dying phone too.
GENTLE, DEADLY = 24, 8
SOAKED, OF_THESE_DEADLY, BATCHES = 30, 10, 10


def stories(first: int, gentle: int, deadly: int) -> list[Story]:
    """So many of each kind; the deadly ones have seeds of their own."""
    dying = [drawn(first + 500_000 + n, deadly=True) for n in range(deadly)]  # these wait long: they begin
    return dying + [drawn(first + n, deadly=False) for n in range(gentle)]


async def _play(county: County, wanted: Sequence[Story]) -> Stage:
    async with async_playwright() as playwright:
        shared = await _browser(playwright)
        stage = Stage(
            playwright=playwright,
            database=county.database,
            port=county.server.port,
            folder=county.folder,
            sessions=county.sessions,
            photos=county.photos,
            sign_out=sign_out,
            shared=shared,
        )
        waiting, faults = list(reversed(wanted)), list[BaseException]()

        async def one_after_another() -> None:
            while waiting and not faults:
                try:
                    await stage.play(waiting.pop())
                except AssertionError as fault:
                    faults.append(fault)

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        await shared.close()
        if faults:
            raise faults[0]
        return stage


async def _browser(playwright: Playwright) -> Browser:
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def _played(county: County, wanted: Sequence[Story]) -> Stage:
    """The stories, played in a thread of their own: other browser tests leave a running loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _play(county, wanted)).result()


def test_of_many_reports_on_bad_lines_each_arrives_once(county: County) -> None:
    _holds(_played(county, stories(1, GENTLE, DEADLY)), GENTLE + DEADLY)


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(BATCHES))
def test_of_very_many_too(county: County, batch: int) -> None:
    wanted = stories(1000 + batch * SOAKED, SOAKED - OF_THESE_DEADLY, OF_THESE_DEADLY)
    _holds(_played(county, wanted), SOAKED)


def _holds(stage: Stage, expected: int) -> None:
    """All were played to their end, and the dangers were real."""
    counted = stage.counted
    assert counted["stories"] == expected, counted
    assert counted["reports"] > expected, counted
    assert counted["said"] > counted["reports"], counted  # the screen spoke of each, and was heard
    assert counted["said to be full"] > 0, counted
    assert counted["taken over by a newer app"] > 0, counted
