import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type App, type Component, createApp, nextTick } from "vue";
import { type Entry, Store } from "../core/store";
import type { Today } from "../core/wire";
import { ActScreen } from "./act";
import * as drafts from "./drafts";
import { hurryWhenHidden, Keeper, QUIET_MS } from "./keeping";
import { PatrolScreen } from "./patrol";
import { readWalk } from "./patrols";
import { ReportScreen } from "./report";
import { parsedRoute, route } from "./route";
import { state } from "./state";

hurryWhenHidden();

const POINTS = [
  { id: "a", text: "井盖" },
  { id: "b", text: "路灯" },
];
const PATROL = { id: "7", title: "井盖巡查", due: null, items: POINTS, isDone: false };
const YES = { value: "yes", title: "办好了" };
const FORM = [
  { name: "how", title: "结果", kind: "choice", required: true, choices: [YES], help: "" },
  { name: "result", title: "怎么办的", kind: "text", required: true, choices: [], help: "" },
];
const ACTION = { name: "settle", title: "办结", reason: null, form: FORM };
const CASE = { id: 3, no: "1", row_version: 1, values: {}, actions: [ACTION], matter: "井盖", address: "" };

let app: App | null = null;
let place = document.createElement("div");

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  state.store = await Store.open();
});

afterEach(() => {
  app?.unmount();
  app = null;
  place.remove();
  drafts.clear();
  state.today = null;
  state.store?.close();
  state.store = null;
  vi.useRealTimers();
});

declare const setImmediate: (work: () => void) => void;

/** Fulfilled as soon as it holds; the clock of the waiting times stands still meanwhile. */
async function holds(check: () => Promise<void> | void): Promise<void> {
  const until = performance.now() + 3000;
  for (;;) {
    await new Promise<void>(setImmediate);
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

async function open(screen: Component, where: string): Promise<void> {
  route.value = parsedRoute(where);
  place = document.createElement("div");
  document.body.append(place);
  app = createApp(screen);
  app.config.warnHandler = () => {}; // of slots, which the build sees to
  app.mount(place);
  await nextTick();
}

async function openReport(): Promise<void> {
  await open(ReportScreen, "report");
  await holds(() => expect(place.querySelector("#description")).not.toBeNull());
}

/** Waits until these words of the draft are on the disk. */
const isOnDisk = (words: Record<string, unknown>): Promise<void> =>
  holds(async () => expect(await state.store?.read("kept", "draft")).toMatchObject({ words }));

function type(where: string, words: string): void {
  const field = place.querySelector<HTMLTextAreaElement>(where);
  if (!field) throw new Error(`no ${where}`);
  field.value = words;
  field.dispatchEvent(new Event("input"));
}

const mark = (): string | undefined => place.querySelector<HTMLElement>("main")?.dataset.draft;

test("that a report was settled on the spot is on the disk without waiting", async () => {
  await openReport();
  place.querySelector<HTMLElement>("[role=switch]")?.click();
  await isOnDisk({ isSettled: true });
  await holds(() => expect(mark()).toBe("kept"));
});

test("so are its matter and its place", async () => {
  await openReport();
  drafts.words.matter = "C-101";
  await isOnDisk({ matter: "C-101" });
  Object.assign(drafts.words, { lon: 120.5, lat: 30.25 });
  await isOnDisk({ lon: 120.5, lat: 30.25 });
});

test("a choice takes along what has been typed", async () => {
  await openReport();
  type("#description", "井盖松动");
  place.querySelector<HTMLElement>("[role=switch]")?.click();
  await isOnDisk({ description: "井盖松动", isSettled: true });
});

test("typing is written down once, a moment after the last key, and the screen knows", async () => {
  await openReport();
  const write = vi.spyOn(state.store as Store, "write");
  for (const words of ["井", "井盖", "井盖松动"]) {
    type("#description", words);
    await nextTick();
    vi.advanceTimersByTime(QUIET_MS - 1);
  }
  await nextTick();
  expect([write.mock.calls.length, mark()]).toEqual([0, "open"]);
  vi.advanceTimersByTime(1);
  await isOnDisk({ description: "井盖松动" });
  await holds(() => expect([write.mock.calls.length, mark()]).toEqual([1, "kept"]));
});

const leaveField = () =>
  place.querySelector("#address")?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
test.each([
  ["field", leaveField],
  ["app", () => dispatchEvent(new Event("pagehide"))],
  ["screen", () => app?.unmount()],
])("typing is written down as soon as the %s is left", async (_what, leave) => {
  await openReport();
  type("#address", "青石街 18 号");
  await nextTick();
  leave();
  await isOnDisk({ address: "青石街 18 号" });
});

test("an answer at a point of a patrol is on the disk without waiting", async () => {
  state.today = { patrols: [PATROL] } as unknown as Today;
  await open(PatrolScreen, "patrol/7");
  const answers = () => place.querySelectorAll<HTMLElement>("[data-answer=found] input");
  await holds(() => expect(answers()).toHaveLength(2));
  answers()[1]?.click();
  await holds(async () => expect(await readWalk("7")).toMatchObject({ answers: { b: "found" } }));
});

test("so is what was chosen in the form of an act; its words come a moment later", async () => {
  state.today = { cases: [CASE] } as unknown as Today;
  await open(ActScreen, "act/3/settle");
  await holds(() => expect(place.querySelector("#field-result")).not.toBeNull());
  const values = (wanted: Record<string, unknown>) =>
    holds(async () =>
      expect(await state.store?.read("kept", "act")).toMatchObject({ filling: { values: wanted } }),
    );
  place.querySelector<HTMLElement>("[value=yes]")?.click();
  await values({ how: "yes", result: "" });
  type("#field-result", "盖好了");
  await nextTick();
  expect(mark()).toBe("open");
  vi.advanceTimersByTime(QUIET_MS);
  await values({ how: "yes", result: "盖好了" });
});

test("what could not be written is not said to be kept", async () => {
  const keeper = new Keeper(drafts.asEntries);
  vi.spyOn(state.store as Store, "write").mockRejectedValueOnce(new DOMException("", "QuotaExceededError"));
  keeper.now();
  await keeper.written();
  expect(keeper.isKept.value).toBe(false);
  keeper.now();
  await keeper.written();
  expect(keeper.isKept.value).toBe(true);
});

test("once it is still, nothing more is written", async () => {
  const entry = (value: number): Entry[] => [{ shelf: "kept", id: "form", value }];
  let now = 1;
  const keeper = new Keeper(() => entry(now));
  keeper.now();
  now = 2;
  keeper.now();
  keeper.soon();
  await keeper.still();
  vi.advanceTimersByTime(QUIET_MS);
  await keeper.written();
  expect(await state.store?.read("kept", "form")).toBe(1);
});
