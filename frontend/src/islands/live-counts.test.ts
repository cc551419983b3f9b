import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { connect, countsFrom } from "./live-counts";

let root: HTMLElement;
const fetched = vi.fn();

function answer(counts: unknown): void {
  fetched.mockResolvedValue({ ok: true, json: async () => ({ counts }) });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset();
  document.body.innerHTML = `<nav data-live-counts="/counts/" data-seconds="10"></nav>
    <span data-live="inbox" data-count="3">3</span><span data-live="unread" data-count="0" data-live-say="新通知">0</span>`;
  const found = document.querySelector<HTMLElement>("nav");
  if (!found) throw new Error("no nav");
  root = found;
  connect(root);
  connect(root);
});
afterEach(() => {
  disconnect(root);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const text = (name: string) => document.querySelector(`[data-live=${name}]`)?.textContent;

test("what is no number is left out of an answer", () => {
  expect([
    ...countsFrom({ counts: { a: 1, b: "x", c: { count: 1000, text: "999+", light: "red" } } }),
  ]).toEqual([
    ["a", { count: 1, light: "", text: "1" }],
    ["c", { count: 1000, light: "red", text: "999+" }],
  ]);
  expect(countsFrom("nonsense").size).toBe(0);
});

test("numbers follow the server, once per interval", async () => {
  answer({ inbox: 5 });
  await vi.advanceTimersByTimeAsync(10_500);
  expect(text("inbox")).toBe("5");
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a number that grows is announced when it has words", async () => {
  answer({ unread: { count: 2, light: "red" } });
  await vi.advanceTimersByTimeAsync(10_500);
  expect(document.querySelector("[role=status]")?.textContent).toBe("新通知：2");
  expect(document.querySelector<HTMLElement>("[data-live=unread]")?.dataset.light).toBe("red");
});

test("a server that fails is asked less often", async () => {
  fetched.mockRejectedValue(new Error("down"));
  await vi.advanceTimersByTimeAsync(10_000 + 20_000 + 40_000 + 500);
  expect(fetched).toHaveBeenCalledTimes(3);
  expect(text("inbox")).toBe("3");
});

test("an action elsewhere on the page asks at once", async () => {
  answer({ inbox: 2 });
  document.dispatchEvent(new CustomEvent("linli:counts"));
  await vi.advanceTimersByTimeAsync(10);
  expect(text("inbox")).toBe("2");
});
