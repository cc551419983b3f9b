/**
 * A time in words that keeps up with the clock; the exact time on hover, and in print.
 *
 * <time datetime="2025-11-20T09:12:00+00:00" data-relative-time>2025-11-20 17:12</time>
 */
import { island, type Stop } from "../islands";
import { say } from "../lib/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KEEPING: Set<() => void> = new Set();
let timer: ReturnType<typeof setInterval> | undefined;

/** Words for a distance in time; null when so far away that the exact time says more. */
export function inWords(at: number, now: number): string | null {
  const distance = Math.abs(now - at);
  const past = at <= now;
  if (distance < MINUTE) return say("刚刚");
  if (distance < HOUR) return say(past ? "{n} 分钟前" : "{n} 分钟后", { n: Math.floor(distance / MINUTE) });
  if (distance < DAY) return say(past ? "{n} 小时前" : "{n} 小时后", { n: Math.floor(distance / HOUR) });
  if (distance < 7 * DAY) return say(past ? "{n} 天前" : "{n} 天后", { n: Math.floor(distance / DAY) });
  return null;
}

function keepAll(): void {
  if (!document.hidden) for (const keep of KEEPING) keep();
}

export const connect = island("relative-time", (element): Stop | undefined => {
  const exact = element.textContent?.trim() ?? "";
  const at = Date.parse(element.getAttribute("datetime") ?? "");
  if (Number.isNaN(at)) return undefined;
  const keep = () => {
    element.textContent = inWords(at, Date.now()) ?? exact;
  };
  element.title = exact;
  element.dataset.exact = exact;
  keep();
  KEEPING.add(keep);
  timer ??= setInterval(keepAll, MINUTE / 2);
  return () => {
    KEEPING.delete(keep);
    if (KEEPING.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
});
