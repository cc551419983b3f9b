import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { connect, inWords } from "./relative-time";

const NOW = Date.parse("2025-11-20T09:00:00Z");
const MINUTE = 60_000;

test.each([
  [0, "刚刚"],
  [-59_000, "刚刚"],
  [-MINUTE, "1 分钟前"],
  [59 * MINUTE, "59 分钟后"],
  [-60 * MINUTE, "1 小时前"],
  [-25 * 60 * MINUTE, "1 天前"],
  [-8 * 24 * 60 * MINUTE, null],
])("%i ms from now is %s", (distance, words) => {
  expect(inWords(NOW + distance, NOW)).toBe(words);
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function time(datetime: string): HTMLElement {
  document.body.innerHTML = `<time datetime="${datetime}" data-relative-time>2025-11-20 16:58</time>`;
  const element = document.querySelector("time");
  if (!element) throw new Error("no time");
  connect(element);
  connect(element);
  return element;
}

test("the words keep up, the exact time stays on hover", () => {
  const element = time("2025-11-20T08:58:00Z");
  expect(element.textContent).toBe("2 分钟前");
  vi.advanceTimersByTime(3 * MINUTE);
  expect(element.textContent).toBe("5 分钟前");
  expect(element.title).toBe("2025-11-20 16:58");
  disconnect(element);
});

test("a time that cannot be read is left as it stands", () => {
  expect(time("nonsense").textContent).toBe("2025-11-20 16:58");
});
