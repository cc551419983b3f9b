/** A form of another page, asked for in a dialog of this one; without script the link leads to the page. */
import type { Stop } from "../islands";
import { part } from "../lib/dom";
import { say } from "../lib/words";

export function askIn(element: HTMLElement, done: () => void): Stop {
  const found = part(element, "dialog", HTMLDialogElement);
  if (!found) return () => {};
  const dialog = found;
  const leaving = new AbortController();
  const { signal } = leaving;

  async function ask(address: string, body?: FormData): Promise<void> {
    const request: RequestInit = { headers: { "HX-Request": "true" }, signal };
    const answer = await fetch(address, body ? { ...request, method: "POST", body } : request);
    if (answer.redirected) location.reload();
    if (answer.status === 204) {
      dialog.close();
      done();
      return;
    }
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    dialog.replaceChildren(
      ...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes,
    );
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>("[aria-invalid=true], [autofocus]")?.focus();
  }

  function fail(): void {
    const line = document.createElement("p");
    line.className = "wall-error";
    line.setAttribute("role", "alert");
    line.textContent = say("连不上服务器，刚才的操作没有完成。");
    dialog.querySelector(".wall-error[role=alert]")?.remove();
    dialog.append(line);
    if (!dialog.open) dialog.showModal();
  }

  element.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element)) return;
      const link = event.target.closest<HTMLAnchorElement>("a[data-open-dialog]");
      if (link) {
        event.preventDefault();
        void ask(link.href).catch(fail);
      } else if (event.target.closest("dialog [data-part=close]")) {
        event.preventDefault();
        dialog.close();
      }
    },
    { signal },
  );
  element.addEventListener(
    "linli:ask",
    (event) => void ask(String((event as CustomEvent).detail)).catch(fail),
    {
      signal,
    },
  );
  dialog.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      event.preventDefault();
      void ask(form.action, new FormData(form)).catch(fail);
    },
    { signal },
  );
  return () => leaving.abort();
}
