/**
 * Numbers that stay right: asks the server now and then, only while somebody can see the page.
 *
 * <nav data-live-counts="/desk/counts/" data-seconds="20">   answer: {"counts": {"inbox": 4, "unread": 2}}
 * <span class="count" data-live="inbox" data-count="3">3</span>     anywhere on the page
 *
 * An answer may give a light with the number, and words to show instead of it:
 * {"counts": {"overdue": {"count": 1000, "text": "999+", "light": "red"}}}.
 * Asks at once when `linli:counts` reaches the document (an htmx answer may send it with HX-Trigger).
 * What data-live-say="新通知" names is announced politely when its number grows.
 */
import { island, type Stop } from "../islands";
import { announce, numberFrom } from "../lib/dom";
import { isRecord, textOf } from "../lib/json";
import { say } from "../lib/words";

const SECONDS = 20;
const SLOWEST = 8;

export interface Count {
  count: number;
  light: string;
  text: string;
}

function countOf({ count, light, text }: Record<string, unknown>): Count | undefined {
  if (typeof count !== "number") return undefined;
  return { count, light: textOf(light), text: textOf(text) || String(count) };
}

/** The numbers of an answer by their names; what is no number is left out. */
export function countsFrom(answer: unknown): Map<string, Count> {
  const found = new Map<string, Count>();
  const list = isRecord(answer) && isRecord(answer.counts) ? answer.counts : {};
  for (const [name, value] of Object.entries(list)) {
    const count = countOf(isRecord(value) ? value : { count: value });
    if (count) found.set(name, count);
  }
  return found;
}

function show(element: HTMLElement, { count, light, text }: Count): void {
  const before = numberFrom(element.dataset.count) ?? 0;
  if (light) element.dataset.light = light;
  if (before === count) return;
  element.textContent = text;
  element.dataset.count = String(count);
  element.dataset.changed = "";
  element.addEventListener("animationend", () => delete element.dataset.changed, { once: true });
  const words = element.dataset.liveSay;
  if (words && count > before) announce(say("{words}：{n}", { words, n: count }));
}

export const connect = island("live-counts", (element): Stop => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const seconds = numberFrom(element.dataset.seconds) ?? SECONDS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience = 1;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    if (!document.hidden) await askNow();
    if (!signal.aborted) timer = setTimeout(() => void ask(), seconds * patience * 1000);
  };

  async function askNow(): Promise<void> {
    try {
      const answer = await fetch(element.dataset.liveCounts ?? "", {
        headers: { accept: "application/json" },
        signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const counts = countsFrom(await answer.json());
      for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
        const count = counts.get(place.dataset.live ?? "");
        if (count) show(place, count);
      }
      patience = 1;
    } catch {
      // A server that does not answer is asked less and less often.
      patience = Math.min(SLOWEST, patience * 2);
    }
  }

  document.addEventListener("visibilitychange", () => void (document.hidden || ask()), { signal });
  document.addEventListener("linli:counts", () => void ask(), { signal });
  timer = setTimeout(() => void ask(), seconds * 1000);
  return () => {
    leaving.abort();
    clearTimeout(timer);
  };
});
