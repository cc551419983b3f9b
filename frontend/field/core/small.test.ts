// @vitest-environment node
import { expect, test } from "vitest";
import { Backoff } from "./backoff";
import { left, lightNow } from "./lights";
import { differences, merged } from "./merge";
import { MOST_BYTES, scaled, smallEnough } from "./photos";
import { judged, mark, marked } from "./storage";
import { asToday } from "./wire";

const NOW = Date.parse("2025-11-22T08:00:00Z");

test("waiting times double up to five minutes, and a server may ask for more", () => {
  const backoff = new Backoff(() => 0);
  expect([1, 2, 3].map(() => backoff.next())).toEqual([2000, 4000, 8000]);
  expect(backoff.next(60_000)).toBe(60_000);
  for (let n = 0; n < 20; n += 1) backoff.next();
  expect(backoff.next()).toBe(300_000);
  backoff.reset();
  expect(backoff.next()).toBe(2000);
});

test.each([
  ["2025-11-22T11:20:00Z", "还剩 3 小时"],
  ["2025-11-25T09:00:00Z", "还剩 3 天"],
  ["2025-11-22T07:30:00Z", "已超 30 分钟"],
])("due %s: %s", (due, words) => {
  expect(left(due, NOW)).toBe(words);
});

test("a light turns by itself while there is no network", () => {
  const [warn, due] = ["2025-11-22T08:30:00Z", "2025-11-22T09:00:00Z"];
  expect(lightNow("green", warn, due, NOW)).toBe("green");
  expect(lightNow("green", warn, due, NOW + 40 * 60_000)).toBe("yellow");
  expect(lightNow("green", warn, due, NOW + 70 * 60_000)).toBe("red");
  expect(lightNow("idle", null, null, NOW)).toBe("idle");
});

test("a picture is never made larger, and its longer side is at most 1600", () => {
  expect(scaled(4000, 3000)).toEqual([1600, 1200]);
  expect(scaled(800, 600)).toEqual([800, 600]);
});

test("a picture loses quality first, then pixels, until it is small enough", async () => {
  const asked: [number, number][] = [];
  const made = await smallEnough(async (longest, quality) => {
    asked.push([longest, quality]);
    return new Blob([new Uint8Array(Math.round(longest * longest * quality * 0.5))]);
  });
  expect(made.size).toBeLessThanOrEqual(MOST_BYTES);
  expect(asked[0]).toEqual([1600, 0.82]);
  expect(asked[1]).toEqual([1600, 0.72]);
});

const GB = 1024 ** 3;
test.each([
  [{ persisted: true, usage: 0, quota: 10 * GB }, false, "kept"],
  [{ persisted: false, usage: 0, quota: 10 * GB }, false, "may-go"],
  [{ persisted: false, usage: 0, quota: GB / 8 }, false, "private"],
  [{ persisted: true, usage: GB, quota: GB + 1000 }, false, "tight"],
  [{ persisted: true, usage: 0, quota: 10 * GB }, true, "evicted"],
  [null, false, "may-go"],
] as const)("storage %j, cleared: %s is %s", (space, wasEvicted, state) => {
  expect(judged(space, wasEvicted)).toBe(state);
});

test("the mark that survives a cleared store says how many were unsent", () => {
  expect(marked(`a=1; ${mark(3).split(";")[0]}`)).toBe(3);
  expect(marked("a=1")).toBeNull();
});

test("where both changed a field a person decides; what only one changed is no question", () => {
  const fields = ["matter", "urgency", "note"].map((name) => ({ name, title: name }));
  const base = { matter: "a", urgency: "low", note: "" };
  const mine = { matter: "b", urgency: "low", note: "x" };
  const now = { matter: "c", urgency: "low", note: "" };
  expect(differences(fields, base, mine, now)).toMatchObject([{ field: "matter", mine: "b", now: "c" }]);
  expect(merged(mine, now, { matter: "now" })).toEqual({ matter: "c", urgency: "low", note: "x" });
});

test("an answer that is not ours is no day, and missing parts are empty", () => {
  expect(asToday("<html>")).toBeNull();
  const today = asToday({ posting: { id: 1, title: "网格员" }, cases: [{ id: 4 }, { no: "x" }, 7] });
  expect(today).toMatchObject({ matters: [], posting: { id: 1 } });
  expect(today?.cases.map((one) => one.id)).toEqual([4]);
});
