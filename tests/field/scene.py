"""The stage on which stories are played: a server, its database, phones; and what is true when the curtain falls."""

import asyncio
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import psycopg
from PIL import Image
from playwright.async_api import Browser, Page, Playwright
from playwright.async_api import Error as BrowserError
from tests.field.phone import PATIENCE_MS, Phone, Task
from tests.field.proxy import CAMERA, Build, Line
from tests.field.story import Deed, Story

from linli.accounts.privacy import vault
from linli.cases.rules.seals import MARK

#: Where words of a story stand on the server, each time with the key under which they came.
FOUND = """
SELECT open_key FROM cases_case WHERE description = %(words)s
UNION ALL SELECT key FROM cases_step WHERE number > 1 AND %(words)s IN (form->>'note', form->>'result')
UNION ALL SELECT key FROM patrols_answer WHERE note = %(words)s
"""
#: What was told of a quarrel, sealed, with the key under which it came.
SEALED = """
SELECT c.open_key, s.form->'facts'->>%(mark)s FROM cases_case c JOIN cases_step s ON s.case_id = c.id AND s.number = 1
WHERE c.process = 'dispute'
"""
#: What has been looked at is cleared away, as a desk would in time: a day's work is short again for the next story.
CLEARED = """
UPDATE cases_case
SET state = 'closed', is_final = true, due_at = NULL, warn_at = NULL, closed_at = now() - interval '30 days'
WHERE is_final = false AND id IN (
    SELECT id FROM cases_case WHERE description = ANY(%(words)s)
    UNION ALL SELECT case_id FROM cases_step WHERE form->>'note' = ANY(%(words)s) OR form->>'result' = ANY(%(words)s)
)
"""
ALL_HERE = """
SELECT (EXISTS (SELECT FROM cases_step WHERE key = %(id)s)
        OR EXISTS (SELECT FROM cases_case WHERE open_key = %(id)s)
        OR EXISTS (SELECT FROM patrols_answer WHERE key = %(id)s))
       AND NOT EXISTS (SELECT FROM unnest(%(files)s::uuid[]) AS f(id)
                       WHERE NOT EXISTS (SELECT FROM documents_file d WHERE d.id = f.id))
"""
#: A file that hangs on nothing would be swept away.
FILES = """
SELECT f.id::text, f.upload_sha256, f.sha256, b.content
FROM documents_file f JOIN documents_blob b ON b.file_id = f.id
WHERE f.id = ANY(%s::uuid[]) AND f.attached_at IS NOT NULL
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
    #: Cases to act on and patrols to walk, made on the server: so many of each.
    prepare: Callable[[int, int], list[Task]]
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
                known = await (await asked.execute("SELECT 1 FROM cases_case WHERE no = %s", [told["no"]])).fetchone()
                return "" if known else f"says that {told['no']} has arrived"
            for token in wanted:
                found = await _keys(asked, token)
                if not found or await self._judge_id(asked, line, found[0]):
                    return f"says that {token} has arrived ({', '.join(told)})"
        return ""

    async def _judge_id(self, asked: "psycopg.AsyncConnection[tuple[object, ...]]", line: Line, item: str) -> str:
        files = [one["id"] for body in line.bodies.get(item, ()) for one in json.loads(body).get("files", [])]
        found = await (await asked.execute(ALL_HERE, {"id": item, "files": files})).fetchone()
        return "" if found and found[0] else f"says that item {item} has arrived"

    async def phone(self, name: str, *, is_own: bool = False, clock_off_ms: int = 0) -> Phone:
        """A new phone on a line of its own; in a browser of its own, or beside others in the shared one."""
        line = await Line(self.port, self.judge).open()
        profile = self.folder / f"phone-{name}"
        profile.mkdir()
        phone = Phone(line, profile, self.sessions, self.playwright, None if is_own else self.shared, clock_off_ms)
        line.kept = phone.kept  # type: ignore[attr-defined]  # for the judge
        return phone

    async def put_away(self, phone: Phone) -> None:
        """The end of a phone and its line."""
        await phone.close()
        await phone.line.close()

    async def play(self, story: Story, phone: Phone | None = None) -> None:
        """Play a story to its end, make the network whole, let the phone be emptied, and look at the database.

        On a phone that is in use already, or else on one of its own.
        """
        own = phone is None
        phone = phone or await self.phone(
            str(story.seed), is_own=story.needs_own_browser, clock_off_ms=story.clock_off_ms
        )
        phone.forget()
        tasks = await asyncio.to_thread(self.prepare, story.wanted("act"), story.wanted("patrol"))
        play = Play(self, story, phone, tasks)
        try:
            await play.run()
            self.counted["written"] += await self._check(phone)
            self.counted["stories"] += 1
            self.counted["said"] += phone.line.said
        except (AssertionError, BrowserError, TimeoutError) as error:
            raise AssertionError(f"{story}\n{await play.told()}\n{error!r}") from error
        finally:
            if own:
                await self.put_away(phone)

    async def _check(self, phone: Phone) -> int:
        """Nothing lost, nothing twice, nothing said too early, every file as it was; returns how much was written."""
        async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as asked:
            for token in phone.kept:
                found = await _keys(asked, token)
                assert len(found) == 1, f"{token!r} is {len(found)} times on the server"
                await self._check_files(asked, phone.line, found[0])
            for token in phone.unsure:
                found = await _keys(asked, token)
                assert len(found) <= 1, f"{token!r} is {len(found)} times on the server"
            await asked.execute(CLEARED, {"words": phone.kept + phone.unsure})
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


async def _keys(asked: "psycopg.AsyncConnection[tuple[object, ...]]", words: str) -> list[str]:
    """The keys under which words came that stand on the server, in clear or under seal."""
    clear = await (await asked.execute(FOUND, {"words": words})).fetchall()
    sealed = await (await asked.execute(SEALED, {"mark": MARK})).fetchall()
    return [str(row[0]) for row in clear] + [str(row[0]) for row in sealed if _opened(str(row[1])) == words]


def _opened(sealed: str) -> str:
    return vault.unseal(b64decode(sealed), field="case.step.dispute.facts")


@dataclass
class Play:
    """One story on one phone."""

    stage: Stage
    story: Story
    phone: Phone
    tasks: list[Task]
    number: int = 0

    async def run(self) -> None:
        """All deeds in their order, then the end."""
        if not self.phone.pages:
            self.phone.pages = [await self.phone.start()]
            await self._ready()
        await self.phone.ask_anew(self.page, self.tasks)
        self.phone.line.faults.extend(self.story.faults)
        for deed in self.story.deeds:
            await getattr(self, f"_{deed.what}")(deed)
            self.stage.counted[deed.what] += 1
        await self._end()

    async def told(self) -> str:
        """All there is to say when something has gone wrong."""
        lines = [*self.phone.line.log, f"errors of pages: {self.phone.faults}"]
        for page in self.phone.pages:
            with suppress(BrowserError):
                lines += [page.url, await page.locator("body").inner_text(timeout=2000)]
        return "\n".join(lines)

    @property
    def page(self) -> Page:
        """The tab in front."""
        return self.phone.pages[-1]

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
        for page in self.phone.pages[:-1]:
            await page.close()
        self.phone.pages = [self.page]
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

    def _task(self, kind: str, photos: int) -> Task:
        """What is written next; a case can be settled only with a photo."""
        if kind in {"report", "open"}:
            return Task(kind)
        task = next(one for one in self.tasks if one.kind == kind)
        self.tasks.remove(task)
        return replace(task, action="settle" if photos and task.number % 2 else "remark") if kind == "act" else task

    async def _write(self, kind: str, deed: Deed) -> None:
        files = self._files(deed)
        task = self._task(kind, len(files))
        assert await self.phone.write(self.page, task, self._words(), files), "the phone did not keep it"

    async def _report(self, deed: Deed) -> None:
        await self._write("report", deed)

    async def _open(self, deed: Deed) -> None:
        await self._write("open", deed)

    async def _act(self, deed: Deed) -> None:
        await self._write("act", deed)

    async def _patrol(self, deed: Deed) -> None:
        """A patrol with a finding; every other finding is reported as well, on the way."""
        files = self._files(deed)
        task = self._task("patrol", 0)
        if task.number % 2:
            await self.phone.show(self.page, task)
            await self.page.get_by_role("button", name="把这个问题报上去").click()
            assert await self.phone.write(self.page, Task("report"), self._words()), "the phone did not keep it"
        assert await self.phone.write(self.page, task, self._words(), files), "the phone did not keep it"

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
        self.phone.pages.append(await self.phone.open())
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
        self.phone.pages = [await self.phone.start()]
        await self._back()

    async def _die(self, deed: Deed) -> None:
        """Killed under the button: all of it is either an item or still in the form, never both.

        What was typed in the last moment, before the form has been written down, may be lost; so that is waited for.
        """
        files, words = self._files(deed), self._words()
        task = self._task(deed.kind, len(files))
        await self.phone.fill(self.page, task, words, files)
        await self.page.locator("main[data-draft=kept]").wait_for()
        pressed = asyncio.ensure_future(self.phone.press(self.page))
        await asyncio.sleep(deed.after)
        self.phone.kill()
        with suppress(BrowserError):
            await pressed
        await self._again()
        await self.phone.ask_anew(self.page, [])
        if await self.phone.show(self.page, task) and await self._stands(task, words):
            self.stage.counted["still in the form"] += 1
            if files:
                await self.phone.shown(self.page, task, len(files))
            assert await self.phone.submit(self.page, task, words), "the phone did not keep it"
        else:
            self.phone.kept.append(words)

    async def _stands(self, task: Task, words: str) -> bool:
        """Whether the words stand in the form; it is filled a moment after it has been opened."""
        field = self.page.locator(task.words)
        for _ in range(8):
            if await field.input_value() == words:
                return True
            await asyncio.sleep(0.05)
        return False

    async def _mid(self, deed: Deed) -> None:
        """Killed while a piece of a photo is on its way."""
        line = self.phone.line
        line.waiting.clear()
        begun = line.when("PUT /api/v1/field/files/")
        line.faults.clear()
        await self._write(deed.kind, deed)
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
        words, task = self._words(), Task("report")
        await self.phone.fill(self.page, task, words, self.stage.photos.small[:1])
        kept = await self.phone.submit(self.page, task, words)
        await cdp.send("Storage.overrideQuotaForOrigin", told)
        if not kept:
            self.stage.counted["said to be full"] += 1
            assert await self.page.locator("#description").input_value() == words, "a full phone lost the words"
            await self.phone.submit_again(self.page, words)

    async def _update(self, deed: Deed) -> None:
        """Another build is there: it takes over, and what the outbox holds stays as it is."""
        line = self.phone.line
        line.is_closed = True
        before = set(await self.page.evaluate(OUTBOX))
        for kind in deed.writes:
            await self._write(kind, replace(deed, small=1))
        held = set(await self.page.evaluate(OUTBOX)) - before  # what was on its way already may still arrive
        assert len(held) == len(deed.writes), held
        build = line.build = Build(self.story.seed * 100 + self.number)  # each time another one
        hindered = await self.page.evaluate(UPDATE)
        assert not hindered or "installed" in hindered, f"the new build did not come: {hindered}"
        await (self._anew() if hindered else self.page.reload(wait_until="commit"))
        await self._back()
        runs = await self.page.evaluate("window.__build")
        assert hindered or runs == build.number, "the old script is still there"
        assert held <= set(await self.page.evaluate(OUTBOX)), "the update lost something"
        self.stage.counted["taken over by another build"] += runs == build.number
        line.is_closed = False

    async def _anew(self) -> None:
        """All tabs closed, and one opened: a browser may put off a take-over for minutes while a tab is busy."""
        for page in self.phone.pages[:-1]:
            await page.close()
        await self.page.goto("about:blank")
        await asyncio.sleep(1)
        await self.page.goto(f"{self.phone.line.address}/field/", wait_until="commit")
        self.phone.pages = [self.page]


#: The items that the outbox holds.
OUTBOX = """
(async () => {
  const {promise, resolve} = Promise.withResolvers();
  const open = indexedDB.open("linli-field");
  open.onsuccess = () => {
    const ask = open.result.transaction("outbox").objectStore("outbox").getAllKeys();
    ask.onsuccess = () => { open.result.close(); resolve(ask.result.sort()); };
  };
  return promise;
})()
"""
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
  const began = performance.now(), log = [];
  const note = (words) => log.push(`${Math.round(performance.now() - began)} ms: ${words}`);
  const registration = await navigator.serviceWorker.ready;
  await registration.update().then(() => note("looked"), (error) => note(String(error)));
  const next = registration.installing ?? registration.waiting;
  if (!next) return note("nothing new"), log.join("; ");
  return new Promise((done) => {
    setTimeout(() => done(log.join("; ")), 10000);
    const look = () => {
      note(next.state);
      if (next.state === "installed") next.postMessage("take-over");
      if (next.state === "activated") done("");
      if (next.state === "redundant") done(log.join("; "));
    };
    next.addEventListener("statechange", look);
    look();
  });
})()
"""


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
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 0.0, 18.0), 3: "E", 4: (120.0, 0.0, 18.0)})
    picture.save(path, "JPEG", quality=85, exif=exif)
    return path
