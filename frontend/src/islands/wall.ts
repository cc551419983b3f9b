/**
 * The wall: a clock, and pieces that are fetched again and put in place where they differ.
 *
 * <main data-wall data-address="/command/"> … <section data-piece="figures"> … </main>
 */
import { island, type Stop } from "../islands";
import { part } from "../lib/dom";

const SECONDS = 30;

/** Puts what a fetched page says of each piece into this one; what is the same stays untouched. */
export function renew(page: ParentNode, fetched: ParentNode): string[] {
  const changed: string[] = [];
  for (const old of page.querySelectorAll<HTMLElement>("[data-piece]")) {
    const name = old.dataset.piece ?? "";
    const fresh = fetched.querySelector<HTMLElement>(`[data-piece="${name}"]`);
    if (!fresh || fresh.innerHTML === old.dataset.last) continue;
    if (fresh.innerHTML !== old.innerHTML) {
      old.replaceChildren(...fresh.childNodes);
      changed.push(name);
    }
  }
  return changed;
}

function tick(element: HTMLElement): void {
  const now = new Date();
  const day = part(element, "day", HTMLElement);
  const time = part(element, "time", HTMLElement);
  const zone = "Asia/Shanghai";
  const language = document.documentElement.lang;
  if (time)
    time.textContent = now.toLocaleTimeString("zh-CN", {
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
      timeZone: zone,
    });
  if (day)
    day.textContent = now.toLocaleDateString(language, {
      month: "long",
      day: "numeric",
      weekday: "long",
      timeZone: zone,
    });
}

export const connect = island("wall", (element): Stop => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const address = element.dataset.address ?? "";

  async function refresh(): Promise<void> {
    const answer = await fetch(address, { signal, headers: { "x-wall": "pieces" } });
    if (!answer.ok) throw new Error(String(answer.status));
    renew(element, new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  tick(element);
  const clock = setInterval(() => tick(element), 1000);
  const asking = setInterval(() => void refresh().catch(() => {}), SECONDS * 1000);
  return () => {
    leaving.abort();
    clearInterval(clock);
    clearInterval(asking);
  };
});
