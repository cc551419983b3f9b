"""A phone: Chromium with a profile on disk, in the hands of a grid worker, on a line of its own."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, Playwright, ViewportSize
from playwright.async_api import Error as BrowserError
from tests.chromium import CHROMIUM, FLAGS
from tests.field.proxy import Line

PATIENCE_MS = 30_000
CHINESE = ("--lang=zh-CN", "--accept-lang=zh-CN")
#: Tells the proxy, before anything else happens in the page, that the screen says "arrived".
LISTEN = """
(() => {
  const heard = new Set();
  const say = (what, key) => {
    if (heard.has(key)) return;
    heard.add(key);
    const ask = new XMLHttpRequest();
    ask.open("GET", "/__said?" + new URLSearchParams(what), false);
    try { ask.send(); } catch {}
  };
  const look = () => {
    for (const one of document.querySelectorAll('[data-testid="delivered-item"]'))
      say({id: one.dataset.id}, "id " + one.dataset.id);
    for (const one of document.querySelectorAll("[data-about]"))
      if (one.dataset.about) say({id: one.dataset.about}, "id " + one.dataset.about);
    const made = document.querySelector('[data-testid="made"][data-state="arrived"]');
    if (made && window.__token) say({token: window.__token}, "made " + window.__token);
    const text = document.body?.innerText ?? "";
    const no = /(?<!文字)已送到，编号 ([^\\s；]+)/.exec(text);
    if (no) say({no: no[1]}, "no " + no[1]);
    const isAll = text.includes("都已送到");
    if (isAll && !window.__all) say({all: "1"}, "all " + Math.random());
    window.__all = isAll;
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true, attributes: true, characterData: true});
})();
"""
CLOCK = """
(() => {
  const True = Date, off = %d;
  globalThis.Date = class extends True {
    constructor(...told) { told.length ? super(...told) : super(True.now() + off); }
    static now() { return True.now() + off; }
  };
})();
"""


#: Whether the screen has said that what was written is kept: it shows the next page, or says why not.
SAID = """
(kept) => {
  if (kept.startsWith("#") ? location.hash === kept : document.querySelector(kept)) return "kept";
  return /还没有保存|没有存下|还差|要说明/.test(document.body.innerText) ? "refused" : "";
}
"""


@dataclass(frozen=True)
class Task:
    """Something to be written: a report, an application, an act on a case, or a patrol, of this number."""

    kind: str
    number: int = 0
    action: str = ""

    @property
    def form(self) -> str:
        """Where its form is."""
        where = {
            "report": "#/report",
            "act": f"#/act/{self.number}/{self.action}",
            "patrol": f"#/patrol/{self.number}",
            "open": "#/open/dispute/1702",
        }
        return where[self.kind]

    @property
    def another(self) -> str:
        """What begins another one, where the screen still shows the last."""
        return {"report": "再报一件", "open": "再登记一件"}.get(self.kind, "")

    @property
    def words(self) -> str:
        """The field that takes its words."""
        note = "#field-result" if self.action == "settle" else "#field-note"
        return {"report": "#description", "act": note, "patrol": "#note-1", "open": "#field-facts"}[self.kind]

    @property
    def photos(self) -> str:
        """What its photos are called."""
        return {"report": "photos", "act": "evidence" if self.action == "settle" else "photos", "patrol": "point-1"}[
            self.kind
        ]

    @property
    def fine(self) -> range:
        """Points of a patrol at which nothing is found."""
        return range(2, 4) if self.kind == "patrol" else range(0)

    @property
    def kept(self) -> str:
        """What there is once it is kept: an element, or the address of the next page."""
        made = '[data-testid="made"]'
        return {"act": f"#/case/{self.number}", "patrol": "#/patrol"}.get(self.kind, made)

    @property
    def listed(self) -> str:
        """The page that lists it."""
        return {"report": "#/report", "act": "#/today", "patrol": "#/patrol"}[self.kind]

    @property
    def row(self) -> str:
        """Its line in the list."""
        return f"#/{'case' if self.kind == 'act' else 'patrol'}/{self.number}"


@dataclass
class Phone:
    """One browser life after another over the same profile."""

    line: Line
    profile: Path
    sessions: Iterator[str]
    playwright: Playwright
    shared: Browser | None = None
    clock_off_ms: int = 0
    session: str = ""
    #: Words of what the screen said is kept.
    kept: list[str] = field(default_factory=list)
    #: Words of those of which it never said so: they may have been kept or not.
    unsure: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    browser: Browser | None = None
    context: BrowserContext | None = None
    faults: list[str] = field(default_factory=list)
    #: Its tabs, the one in front last.
    pages: list[Page] = field(default_factory=list)

    def forget(self) -> None:
        """Before another story: what was written in the last one has been looked for."""
        self.kept.clear()
        self.unsure.clear()
        self.line.said = 0
        self.line.log.clear()

    async def start(self) -> Page:
        """Switch it on and open the app."""
        if self.shared is not None:
            self.context = self.context or await self.shared.new_context(locale="zh-CN", viewport=SIZE)
        else:
            await self._boot()
        assert self.context is not None
        self.context.set_default_timeout(PATIENCE_MS)
        await self.context.add_init_script(LISTEN)
        if self.clock_off_ms:
            await self.context.add_init_script(CLOCK % self.clock_off_ms)
        await self.sign_in()
        return await self.open()

    async def _boot(self) -> None:
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)
        own = [f"--user-data-dir={self.profile}", "--remote-debugging-port=0", "--headless=new", *CHINESE]
        self.process = subprocess.Popen(  # noqa: ASYNC220 - it is only started here
            [CHROMIUM, *FLAGS, *own, "--window-size=390,844", "--no-default-browser-check", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        port = await self._port()
        self.browser = await self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self.browser.contexts[0]

    async def _port(self) -> str:
        told = self.profile / "DevToolsActivePort"
        for _ in range(300):
            with suppress(FileNotFoundError, IndexError):
                return told.read_text(encoding="utf-8").splitlines()[0]
            await asyncio.sleep(0.05)
        raise AssertionError("Chromium did not start")

    async def sign_in(self) -> None:
        """A session, as the sign-in page would have given it."""
        assert self.context is not None
        self.session = next(self.sessions)
        await self.context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.line.address}])

    async def open(self, where: str = "") -> Page:
        """The app in a new tab."""
        assert self.context is not None
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        await page.goto(f"{self.line.address}/field/{where}", wait_until="commit")
        return page

    async def close(self) -> None:
        """Switch it off, gently or not."""
        if self.shared is not None and self.context is not None:
            await self.context.close()
        self.kill()
        if self.browser is not None:
            with suppress(BrowserError):
                await self.browser.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def kill(self) -> None:
        """As when the battery falls out: ``kill -9``, all of it at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    # ── what a grid worker does ─────────────────────────────────────────────────────────────────────────────

    async def fill(self, page: Page, task: Task, token: str, photos: Sequence[Path]) -> None:
        """A form of this kind, ready to be sent."""
        await self.show(page, task)
        await page.locator(task.words).fill(token)
        await self.complete(page, task)
        for item in task.fine:
            await page.locator(f"[data-testid=patrol-point]:nth-of-type({item}) [data-answer=fine]").click()
        if photos:
            await page.locator(f'[data-testid="photos-{task.photos}"] input[type=file]').set_input_files(list(photos))
            await self.shown(page, task, len(photos))

    async def shown(self, page: Page, task: Task, photos: int) -> None:
        """So many photos are in the form."""
        await page.locator(f'[data-testid="photos-{task.photos}"] img').nth(photos - 1).wait_for()

    async def show(self, page: Page, task: Task) -> bool:
        """Open its form; ``False`` when there is none to fill, as it is done."""
        await page.evaluate("where => { location.hash = where }", task.form)
        over = page.get_by_test_id("patrol-over")
        if task.another:
            more = page.get_by_role("button", name=task.another)
            await more.or_(page.locator(task.words)).first.wait_for()
            if await more.is_visible():
                await more.click()
        elif task.kind == "patrol":
            found = page.locator("[data-testid=patrol-point]:nth-of-type(1) [data-answer=found]")
            await found.or_(over).first.wait_for()
            if await over.is_visible():
                return False
            await found.click()
        gone = page.get_by_text("现在不能做这一步")
        await page.locator(task.words).or_(gone).first.wait_for()
        return not await gone.is_visible()

    async def complete(self, page: Page, task: Task) -> None:
        """What every report has: a matter and a place; and every application: two sides who were told, and a claim."""
        if task.kind == "open":
            await page.get_by_label("已当面或电话读给当事人听").check()
            for name, said in (("applicant1_name", "李大华"), ("respondent1_name", "王小明"), ("claim", "修好")):
                await page.locator(f"#field-{name}").fill(said)
        elif task.kind == "report":
            await self._complete_report(page)

    async def _complete_report(self, page: Page) -> None:
        if await page.get_by_text("按类选").is_visible():
            await page.get_by_test_id("choose-matter").click()
            await page.get_by_label("搜事项").fill("井盖")
            await page.get_by_test_id("matters").get_by_role("button").first.click()
        await page.locator("#address").fill("青石街 18 号门口")

    async def press(self, page: Page) -> None:
        """The button under the form, and nothing more."""
        await page.get_by_test_id("submit").click()

    async def submit(self, page: Page, task: Task, token: str) -> bool:
        """Press the button; whether the screen says that it is kept."""
        self.unsure.append(token)
        await page.evaluate("token => { window.__token = token }", token)
        await self.press(page)
        said = await page.wait_for_function(SAID, arg=task.kept)
        if await said.json_value() != "kept":
            return False
        self.unsure.remove(token)
        self.kept.append(token)
        return True

    async def submit_again(self, page: Page, token: str) -> None:
        """Press the button once more after the screen has said no; this time it must be kept."""
        await self.press(page)
        await page.get_by_test_id("made").wait_for()
        self.unsure.remove(token)
        self.kept.append(token)

    async def write(self, page: Page, task: Task, token: str, photos: Sequence[Path] = ()) -> bool:
        """Fill a form and send it; whether the screen says that it is kept."""
        await self.fill(page, task, token, photos)
        return await self.submit(page, task, token)

    async def ask_anew(self, page: Page, tasks: Sequence[Task]) -> None:
        """Wait until the phone knows of these cases and patrols."""
        for task in tasks:
            await page.evaluate("where => { location.hash = where }", task.listed)
            row = page.locator(f'a[href="{task.row}"]').first
            async with asyncio.timeout(PATIENCE_MS / 1000):
                while not await row.is_visible():
                    await page.evaluate("dispatchEvent(new Event('online'))")
                    await asyncio.sleep(0.25)

    async def drain(self, page: Page, seconds: float = 60) -> None:
        """What a person does who wants to be rid of it: open the outbox and press what there is to press."""
        items = page.get_by_test_id("outbox-item")
        await page.evaluate("location.hash = '#/outbox'")
        until = asyncio.get_running_loop().time() + seconds
        while True:
            await page.get_by_text("发件箱").first.wait_for()
            if await items.count() == 0 and await page.get_by_text("没有等着发送的").is_visible():
                return
            if asyncio.get_running_loop().time() > until:
                raise AssertionError(f"the outbox is not empty: {await items.all_inner_texts()}")
            if await page.get_by_text("登录已过期").first.is_visible():
                await self.sign_in()
            for name in ("原样再发", "现在发送"):
                button = page.get_by_role("button", name=name).first
                with suppress(BrowserError):
                    if await button.is_visible():
                        await button.click(timeout=500)
            await asyncio.sleep(0.15)


SIZE: ViewportSize = {"width": 390, "height": 844}
