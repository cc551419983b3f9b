import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Hearing, Listener, stepsFrom } from "./live";

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static readonly OPEN = 1;
  static last: Source;
  static opened: string[] = [];
  readyState = 1;
  constructor(address: string) {
    super();
    Source.last = this;
    Source.opened.push(address);
  }
  close(): void {
    this.readyState = 2;
  }
  tell(name: string, data: string, lastEventId = ""): void {
    this.dispatchEvent(new MessageEvent(name, { data, lastEventId }));
  }
}

const heard: Hearing[] = [];
const changed = vi.fn();
const steps = vi.fn();
const ended = vi.fn();
let listener: Listener;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
  Source.opened = [];
  heard.length = 0;
  for (const spy of [changed, steps, ended]) spy.mockClear();
  listener = new Listener("/command/live/", { steps, changed, ended, hearing: (one) => heard.push(one) });
  listener.start();
});
afterEach(() => {
  listener.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const beat = (live = true) => Source.last.tell("beat", JSON.stringify({ live }), "7");

test("it is live from the first beat on, and says so once", () => {
  beat();
  beat();
  expect(heard.map((one) => one.live)).toEqual([true]);
});

test("steps are handed on and the figures asked for", () => {
  Source.last.tell(
    "steps",
    '{"steps":[{"id":1,"case":2,"words":"上报","matter":"井盖","place":"","point":[1,2]}]}',
  );
  expect(steps.mock.calls[0]?.[0]).toEqual([
    { id: 1, case: 2, words: "上报", matter: "井盖", place: "", point: [1, 2] },
  ]);
  expect(changed).toHaveBeenCalled();
});

test("silence means cut off: said plainly, asked for now and then, and opened where it left off", () => {
  beat();
  changed.mockClear();
  vi.advanceTimersByTime(17_000);
  expect(Source.opened).toEqual(["/command/live/", "/command/live/?after=7"]);
  vi.advanceTimersByTime(25_000);
  expect(heard.map((one) => one.live)).toEqual([true, false]);
  expect(changed).toHaveBeenCalled();
  beat();
  expect(heard.map((one) => one.live)).toEqual([true, false, true]);
});

test("a short break is no news", () => {
  beat();
  Source.last.dispatchEvent(new Event("error"));
  vi.advanceTimersByTime(3_000);
  beat();
  vi.advanceTimersByTime(4_000);
  beat();
  expect(heard.map((one) => one.live)).toEqual([true]);
});

test("where there is no room it asks again later, not at once", () => {
  Source.last.readyState = 2;
  Source.last.dispatchEvent(new Event("error"));
  vi.advanceTimersByTime(29_000);
  expect(Source.opened).toHaveLength(1);
  expect(heard.map((one) => one.live)).toEqual([false]);
  vi.advanceTimersByTime(2_000);
  expect(Source.opened).toHaveLength(2);
});

test("a server that has lost its database is not live", () => {
  beat();
  beat(false);
  vi.advanceTimersByTime(6_000);
  expect(heard.map((one) => one.live)).toEqual([true, false]);
});

test.each(["", "{}", '{"steps":3}', "nonsense"])("%j holds no steps", (text) => {
  expect(stepsFrom(text)).toEqual([]);
});
