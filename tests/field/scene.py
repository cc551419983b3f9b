"""The stage on which stories are played: a server, its database, phones; and what is true when the curtain falls."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import psycopg
from PIL import Image
from playwright.async_api import Browser, Page, Playwright
from playwright.async_api import Error as BrowserError
from tests.field.phone import PATIENCE_MS, Phone
from tests.field.proxy import Asked, Line
from tests.field.story import Deed, Story

REPORTED = "SELECT id, open_key, description FROM cases_case WHERE description LIKE %s"
ALL_HERE = """
SELECT c.open_key IS NOT NULL
       AND NOT EXISTS (SELECT FROM unnest(%(files)s::uuid[]) AS f(id)
                       WHERE NOT EXISTS (SELECT FROM documents_file d WHERE d.id = f.id))
FROM cases_case c WHERE c.open_key = %(id)s
"""
FILES = """
SELECT f.id::text, f.upload_sha256, f.sha256, b.content
FROM documents_file f JOIN documents_blob b ON b.file_id = f.id WHERE f.id = ANY(%s::uuid[])
"""


@dataclass
class Stage:
    """Everything that the phones of a run share."""

    playwright: Playwright
    database: str
    port: int
    folder: Path
    sessions: Iterator[str]
    photos: "Photos"
    #: Ends a session on the server, as an administrator or time would.
    sign_out: Callable[[str], None]
    shared: Browser | None = None
    counted: Counter[str] = field(default_factory=Counter)

    async def judge(self, line: Line, told: dict[str, str]) -> str:
        """Whether what the screen says has arrived is in the database at this moment; the lie, if it is not."""
        async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as asked:
            if "id" in told:
                return await self._judge_id(asked, line, told["id"])
            wanted = [told["token"]] if "token" in told else []
            if "all" in told:
                wanted = list(getattr(line, "kept", []))
            if "no" in told:
                found = await (await asked.execute("SELECT 1 FROM cases_case WHERE no = %s", [told["no"]])).fetchone()
                return "" if found else f"says that {told['no']} has arrived"
            for token in wanted:
                found = await (await asked.execute(REPORTED, [token])).fetchone()
                if not found or await self._judge_id(asked, line, str(found[1])):
                    return f"says that {token} has arrived ({', '.join(told)})"
        return ""

    async def _judge_id(self, asked: "psycopg.AsyncConnection[tuple[object, ...]]", line: Line, item: str) -> str:
        files = [one["id"] for body in line.bodies.get(item, ()) for one in json.loads(body).get("files", [])]
        found = await (await asked.execute(ALL_HERE, {"id": item, "files": files})).fetchone()
        return "" if found and found[0] else f"says that item {item} has arrived"

    async def play(self, story: Story) -> None:
        """Play a story to its end, make the network whole, let the phone be emptied, and look at the database."""
        line = await Line(self.port, self.judge).open()
        profile = self.folder / f"phone-{story.seed}"
        profile.mkdir()
        shared = None if story.needs_own_browser else self.shared
        phone = Phone(line, profile, self.sessions, self.playwright, shared, story.clock_off_ms)
        line.kept = phone.kept  # type: ignore[attr-defined]  # for the judge
        play = Play(self, story, phone)
        try:
            await play.run()
            self.counted["reports"] += await self._check(phone)
            self.counted["stories"] += 1
            self.counted["said"] += line.said
        except (AssertionError, BrowserError, TimeoutError) as error:
            raise AssertionError(f"{story}\n{await play.told()}\n{error!r}") from error
        finally:
            await phone.close()
            await line.close()

    async def _check(self, phone: Phone) -> int:
        """Nothing lost, nothing twice, nothing said too early, every file as it was; returns how many reports."""
        async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as asked:
            for token in phone.kept:
                found = await (await asked.execute(REPORTED, [token])).fetchall()
                assert len(found) == 1, f"{token!r} is {len(found)} times on the server"
                await self._check_files(asked, phone.line, str(found[0][1]))
            for token in phone.unsure:
                found = await (await asked.execute(REPORTED, [token])).fetchall()
                assert len(found) <= 1, f"{token!r} is {len(found)} times on the server"
        assert phone.line.lies == [], f"the screen {phone.line.lies}"
        assert phone.faults == [], phone.faults
        return len(phone.kept)

    async def _check_files(self, asked: "psycopg.AsyncConnection[tuple[object, ...]]", line: Line, item: str) -> None:
        bodies = line.bodies[item]
        assert len(bodies) == 1, f"item {item} was sent with {len(bodies)} contents"
        wanted = {one["id"]: one["sha256"] for one in json.loads(next(iter(bodies)))["files"]}
        rows = await (await asked.execute(FILES, [list(wanted)])).fetchall()
        found = {str(row[0]): row[1] for row in rows}
        assert found == wanted, f"files on the server: {found}; sent: {wanted}"
        for _id, _sent, kept, content in rows:
            assert isinstance(content, bytes), content
            assert sha256(content).hexdigest() == kept, "a kept file is not what its hash says"
            with Image.open(BytesIO(content)) as picture:
                assert not dict(picture.getexif()), "what the camera wrote is still there"
        self.counted["files"] += len(rows)


@dataclass
class Play:
    """One story on one phone."""

    stage: Stage
    story: Story
    phone: Phone
    pages: list[Page] = field(default_factory=list)
    number: int = 0

    async def run(self) -> None:
        """All deeds in their order, then the end."""
        self.pages = [await self.phone.start()]
        await self._ready()
        self.phone.line.faults.extend(self.story.faults)
        for deed in self.story.deeds:
            await getattr(self, f"_{deed.what}")(deed)
            self.stage.counted[deed.what] += 1
        await self._end()

    async def told(self) -> str:
        """All there is to say when something has gone wrong."""
        lines = [*self.phone.line.log, f"errors of pages: {self.phone.faults}"]
        for page in self.pages:
            with suppress(BrowserError):
                lines += [page.url, await page.locator("body").inner_text(timeout=2000)]
        return "\n".join(lines)

    @property
    def page(self) -> Page:
        """The tab in front."""
        return self.pages[-1]

    async def _ready(self) -> None:
        """The day has been fetched once, so that there are matters to choose from."""
        await self.page.locator("nav.tabs").wait_for()
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await self._has_matters()

    async def _has_matters(self) -> None:
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not await self.page.evaluate(HAS_DAY):  # noqa: ASYNC110 - the page tells nobody
                await asyncio.sleep(0.05)

    async def _end(self) -> None:
        line = self.phone.line
        line.whole()
        await line.quiet()
        for page in self.pages[:-1]:
            await page.close()
        await self.page.reload(wait_until="commit")
        await self.page.locator("nav.tabs").wait_for()
        await self.phone.drain(self.page)
        await line.quiet()

    def _words(self) -> str:
        self.number += 1
        return f"S{self.story.seed}-{self.number} 井盖没了"

    def _files(self, deed: Deed) -> list[Path]:
        dice = Random(self.story.seed * 100 + self.number)
        photos = self.stage.photos
        return [dice.choice(photos.small) for _ in range(deed.small)] + [*photos.big[: deed.big]]

    # ── deeds ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _report(self, deed: Deed) -> None:
        kept = await self.phone.report(self.page, self._words(), self._files(deed))
        assert kept, "the phone did not keep it"

    async def _down(self, _deed: Deed) -> None:
        self.phone.line.is_down = True

    async def _up(self, _deed: Deed) -> None:
        self.phone.line.is_down = False

    async def _wait(self, deed: Deed) -> None:
        await asyncio.sleep(deed.after)

    async def _reload(self, _deed: Deed) -> None:
        await self.page.reload(wait_until="commit")
        await self._back()

    async def _tab(self, _deed: Deed) -> None:
        self.pages.append(await self.phone.open())
        await self._back()

    async def _back(self) -> None:
        """The app stands again, whatever the network does."""
        await self.page.locator("nav.tabs").wait_for()
        await self._has_matters()

    async def _signed_out(self, _deed: Deed) -> None:
        await asyncio.to_thread(self.stage.sign_out, self.phone.session)
        await self.page.evaluate("dispatchEvent(new Event('online'))")
        await asyncio.sleep(0.1)
        await self.phone.sign_in()

    async def _kill(self, deed: Deed) -> None:
        await asyncio.sleep(deed.after)
        await self._again()

    async def _again(self) -> None:
        """The battery falls out, and is put in again."""
        self.phone.kill()
        with suppress(BrowserError):
            if self.phone.browser is not None:
                await self.phone.browser.close()
        self.pages = [await self.phone.start()]
        await self._back()

    async def _die(self, deed: Deed) -> None:
        """Killed while a report is being written; what the form still holds is sent by the person."""
        words = self._words()
        await self.phone.fill(self.page, words, self._files(deed))
        self.phone.unsure.append(words)
        pressed = asyncio.ensure_future(self.page.get_by_test_id("submit").click())
        await asyncio.sleep(deed.after)
        self.phone.kill()
        with suppress(BrowserError):
            await pressed
        await self._again()
        await self.page.evaluate("location.hash = '#/report'")
        description = self.page.locator("#description")
        await description.wait_for()
        await asyncio.sleep(0.2)
        if await description.input_value() == words:
            self.phone.unsure.remove(words)
            await self.phone.complete(self.page)
            assert await self.phone.submit(self.page, words), "the phone did not keep it"

    async def _mid(self, deed: Deed) -> None:
        """Killed while a piece of a photo is on its way."""
        line = self.phone.line
        line.waiting.clear()
        begun = line.when("PUT /api/v1/field/files/")
        line.faults.clear()
        await self._report(deed)
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await begun.wait()
        await self._again()

    async def _full(self, _deed: Deed) -> None:
        """The phone is full: it says so, and keeps the words in the form until there is room."""
        assert self.phone.context is not None
        cdp = await self.phone.context.new_cdp_session(self.page)
        told = {"origin": self.phone.line.address}
        await cdp.send("Storage.overrideQuotaForOrigin", {**told, "quotaSize": 1})
        await asyncio.sleep(FORGETS_S)
        words = self._words()
        await self.phone.fill(self.page, words, self.stage.photos.small[:1])
        kept = await self.phone.submit(self.page, words)
        await cdp.send("Storage.overrideQuotaForOrigin", told)
        if not kept:
            self.stage.counted["said to be full"] += 1
            assert await self.page.locator("#description").input_value() == words, "a full phone lost the words"
            await self.phone.submit_again(self.page, words)

    async def _update(self, _deed: Deed) -> None:
        """A newer app is there: it takes over, and the outbox stays as it is."""
        self.phone.line.rewrite = newer(self.story.seed)
        self.stage.counted["taken over by a newer app"] += await self.page.evaluate(UPDATE)
        await self.page.reload(wait_until="commit")
        await self._back()


#: For so long Chromium keeps the room that it had promised to a database.
FORGETS_S = 32
HAS_DAY = """
(async () => {
  const {promise, resolve} = Promise.withResolvers();
  const open = indexedDB.open("linli-field");
  open.onsuccess = () => {
    const db = open.result;
    if (!db.objectStoreNames.contains("kept")) { db.close(); return resolve(false); }
    const ask = db.transaction("kept").objectStore("kept").getKey("today");
    ask.onsuccess = () => { db.close(); resolve(ask.result !== undefined); };
  };
  open.onerror = () => resolve(false);
  return promise;
})()
"""
UPDATE = """
(async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => {});
  const next = registration.installing ?? registration.waiting;
  if (!next) return 0;
  return new Promise((done) => {
    setTimeout(() => done(0), 8000);
    const look = () => {
      if (next.state === "installed") next.postMessage("take-over");
      if (next.state === "activated") done(1);
      if (next.state === "redundant") done(0);
    };
    next.addEventListener("statechange", look);
    look();
  });
})()
"""


def newer(number: int) -> Callable[[Asked, bytes], bytes]:
    """The same app with another page under it: a service worker that is one byte different, and a new revision."""

    def rewrite(asked: Asked, answer: bytes) -> bytes:
        if not asked.path.endswith("/sw.js"):
            return answer
        head, _, body = answer.partition(b"\r\n\r\n")
        body = re.sub(rb'("/field/",\s*"?revision"?:\s*")\w+', rb"\g<1>" + f"{number:08X}".encode(), body)
        body += f"\n// {number}\n".encode()
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length", b"etag"))]
        return b"\r\n".join([*kept, f"Content-Length: {len(body)}".encode(), b"", b""]) + body

    return rewrite


@dataclass(frozen=True)
class Photos:
    """Photos as a camera makes them, with what it writes beside the picture."""

    small: Sequence[Path]
    big: Sequence[Path]

    @classmethod
    def taken(cls, folder: Path) -> "Photos":
        """Small ones of a few kilobytes; big ones that go in two pieces."""
        return cls(
            [_photo(folder / f"small-{n}.jpg", (64, 48), n) for n in range(3)],
            [_photo(folder / "big.jpg", (1500, 1100), 9)],
        )


def _photo(path: Path, size: tuple[int, int], seed: int) -> Path:
    noise = Random(seed).randbytes(size[0] * size[1] * 3)
    picture = Image.frombytes("RGB", size, noise)
    exif = Image.Exif()
    exif[0x010F] = "Camera of nobody"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 0.0, 18.0), 3: "E", 4: (120.0, 0.0, 18.0)})
    picture.save(path, "JPEG", quality=85, exif=exif)
    return path
