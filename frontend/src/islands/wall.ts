/**
 * The wall: a clock, pieces that are fetched again when something has happened, and whether the wall is live.
 *
 * <main data-wall data-address="/command/" data-stream="/command/live/">
 *   <p data-part="live"><span data-part="live-words"></span></p> <span data-part="day"></span> <b data-part="time"></b>
 *   <section data-piece="figures"> … </section>   rows in it may carry data-key: new ones are shown as new
 *   <a data-open-dialog href="…">   opens the form of that page in <dialog data-part="dialog">
 * </main>
 *
 * What happened reaches the document as `linli:steps`.
 */

import { askIn } from "../command/asking";
import { Listener, type Step } from "../command/live";
import { renew } from "../command/pieces";
import { island, type Stop } from "../islands";
import { part } from "../lib/dom";
import { say } from "../lib/words";

const ZONE = "Asia/Shanghai";
/** However much happens, the figures are asked for no more often than this; and without anything, this seldom. */
const LEAST_MS = 3_000;
const MOST_MS = 60_000;

const hour = (at: Date): string =>
  at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: ZONE });

function tick(element: HTMLElement): void {
  const now = new Date();
  const day = part(element, "day", HTMLElement);
  const time = part(element, "time", HTMLElement);
  const written = now.toLocaleDateString(document.documentElement.lang, {
    month: "long",
    day: "numeric",
    weekday: "long",
    timeZone: ZONE,
  });
  if (time && time.textContent !== hour(now)) time.textContent = hour(now);
  if (day && day.textContent !== written) day.textContent = written;
}

export const connect = island("wall", (element): Stop => {
  const leaving = new AbortController();
  const { signal } = leaving;
  let asked = Date.now();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    asked = Date.now();
    const answer = await fetch(element.dataset.address ?? "", { signal });
    if (answer.redirected) location.reload(); // the session has ended
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector<HTMLElement>("[data-wall]");
    if (now?.dataset.posting !== element.dataset.posting) location.reload();
    renew(element, page);
  }

  function soon(): void {
    if (waiting !== undefined) return;
    const pause = Math.max(0, asked + LEAST_MS - Date.now()) + Math.random() * 300;
    waiting = setTimeout(() => {
      waiting = undefined;
      void refresh().catch(() => {});
    }, pause);
  }

  function showHearing(live: boolean, since: Date): void {
    const frame = part(element, "live", HTMLElement);
    const words = part(element, "live-words", HTMLElement);
    if (!frame || !words) return;
    frame.dataset.state = live ? "live" : "lost";
    words.textContent = live
      ? say("实时 · 自 {time} 起", { time: hour(since) })
      : say("实时中断 · 自 {time} 起，每 20 秒更新一次", { time: hour(since) });
  }

  const listener = new Listener(element.dataset.stream ?? "", {
    steps: (steps: Step[]) => document.dispatchEvent(new CustomEvent("linli:steps", { detail: steps })),
    changed: soon,
    hearing: ({ live, since }) => showHearing(live, since),
    ended: () => location.reload(),
  });
  listener.start();
  tick(element);
  const clock = setInterval(() => tick(element), 1000);
  const slow = setInterval(soon, MOST_MS);
  const stopAsking = askIn(element, soon);
  return () => {
    leaving.abort();
    listener.stop();
    stopAsking();
    clearInterval(clock);
    clearInterval(slow);
    clearTimeout(waiting);
  };
});
