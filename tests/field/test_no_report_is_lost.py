"""Whatever the network and the phone do: nothing written is lost or comes twice, and none is said to be there too soon.

The stories are drawn from seeds; a story that fails prints its seed and all that went over the line.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from playwright.async_api import Browser, Playwright, async_playwright
from tests.chromium import CHROMIUM, FLAGS
from tests.field.conftest import County, prepare, sign_out
from tests.field.scene import Stage
from tests.field.story import DEATHS as ALL_DEATHS
from tests.field.story import WRITES, Story, drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4
#: What every run plays: so many stories in which the network is bad, and one of each death.
GENTLE = 23
DEATHS = [("full", "report"), ("mid", "act"), ("kill", "report"), *(("die", kind) for kind in WRITES)]
#: What a soak plays: batches of this many, so many of them with dying phones.
SOAKED, OF_THESE_DEADLY, BATCHES = 30, 10, 10


def short_stories() -> list[Story]:
    """Those that wait long begin."""
    dying = [drawn(500_000 + n, death=death, kind=kind) for n, (death, kind) in enumerate(DEATHS)]
    return dying + [drawn(n, death="") for n in range(1, GENTLE + 1)]


def long_stories(first: int) -> list[Story]:
    """A batch of a soak; each dying phone may die several times."""
    deaths, kinds = len(ALL_DEATHS), len(WRITES)
    dying = [
        drawn(first + 500_000 + n, death=ALL_DEATHS[n % deaths], kind=WRITES[(n + n // deaths) % kinds], is_long=True)
        for n in range(OF_THESE_DEADLY)
    ]
    return dying + [drawn(first + n, death="") for n in range(SOAKED - OF_THESE_DEADLY)]


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
            prepare=partial(prepare, county.cast),
            shared=shared,
        )
        waiting, faults = list(reversed(wanted)), list[BaseException]()

        async def one_after_another(name: str) -> None:
            """Stories on one phone, which stays as it is from one to the next; some need one of their own."""
            phone = await stage.phone(name)
            while waiting and not faults:
                story = waiting.pop()
                is_apart = story.needs_own_browser or story.clock_off_ms
                try:
                    await stage.play(story, None if is_apart else phone)
                except AssertionError as fault:
                    faults.append(fault)
            await stage.put_away(phone)

        await asyncio.gather(*(one_after_another(f"of-{n}") for n in range(AT_ONCE)))
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


def test_of_much_that_is_written_on_bad_lines_each_arrives_once(county: County) -> None:
    wanted = short_stories()
    _holds(_played(county, wanted), len(wanted))


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(BATCHES))
def test_of_very_much_too(county: County, batch: int) -> None:
    _holds(_played(county, long_stories(1000 + batch * SOAKED)), SOAKED)


def _holds(stage: Stage, expected: int) -> None:
    """All were played to their end, and the dangers were real."""
    counted = stage.counted
    assert counted["stories"] == expected >= 30, counted
    assert counted["written"] > expected, counted
    assert counted["said"] > counted["written"], counted  # the screen spoke of each, and was heard
    assert min(counted[kind] for kind in WRITES) > 0, counted
    assert counted["said to be full"] > 0, counted
    assert counted["taken over by another build"] >= counted["update"] / 2 > 0, counted
