/**
 * Messages at the lower right that leave by themselves; errors stay until they are closed.
 *
 * <div id="toasts" data-toasts role="status"> <div class="message" data-kind="success">…</div> </div>
 *
 * A failed htmx request (500 and above, or no answer) is said here too.
 * From an htmx answer: HX-Trigger: {"linli:toast": {"text": "已派遣", "kind": "success"}}
 */
import { island, type Stop } from "../islands";
import { icon, make } from "../lib/dom";
import { isRecord, textOf } from "../lib/json";
import { say } from "../lib/words";

const SHOWN_MS = 6000;

function furnish(message: HTMLElement): void {
  if (message.dataset.furnished !== undefined) return;
  message.dataset.furnished = "";
  const close = make(
    "button",
    { type: "button", class: "btn btn-ghost btn-sm btn-icon", "aria-label": say("关闭") },
    icon("x"),
  );
  close.addEventListener("click", () => message.remove());
  message.append(close);
  if (message.dataset.kind === "error" || message.dataset.kind === "warning") return;
  let timer = setTimeout(() => message.remove(), SHOWN_MS);
  message.addEventListener("mouseenter", () => clearTimeout(timer));
  message.addEventListener("mouseleave", () => {
    timer = setTimeout(() => message.remove(), SHOWN_MS);
  });
}

export function toast(text: string, kind = ""): void {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const sign = kind === "error" ? icon("alert-circle") : icon("circle-check");
  const message = make("div", { class: "message", "data-kind": kind }, sign, make("p", {}, text));
  place.append(message);
  furnish(message);
}

/** An answer that htmx does not put into the page is at least said. */
function sayFailure(event: Event): void {
  const detail = event instanceof CustomEvent && isRecord(event.detail) ? event.detail : {};
  const answer = isRecord(detail.ctx) && isRecord(detail.ctx.response) ? detail.ctx.response : {};
  if (Number(answer.status) >= 500) toast(say("系统出了问题，刚才的操作没有完成。"), "error");
}

export const connect = island("toasts", (element): Stop => {
  const leaving = new AbortController();
  for (const message of element.querySelectorAll<HTMLElement>(".message")) furnish(message);
  const watcher = new MutationObserver(() => {
    for (const message of element.querySelectorAll<HTMLElement>(".message")) furnish(message);
  });
  watcher.observe(element, { childList: true });
  document.addEventListener(
    "linli:toast",
    (event) => {
      if (event instanceof CustomEvent && isRecord(event.detail))
        toast(textOf(event.detail.text), textOf(event.detail.kind));
    },
    { signal: leaving.signal },
  );
  document.addEventListener("htmx:response:error", (event) => sayFailure(event), { signal: leaving.signal });
  document.addEventListener("htmx:error", () => toast(say("连不上服务器，刚才的操作没有完成。"), "error"), {
    signal: leaving.signal,
  });
  return () => {
    leaving.abort();
    watcher.disconnect();
  };
});
