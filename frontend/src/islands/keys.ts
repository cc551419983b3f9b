/**
 * Keys of the whole page: `/` goes to the search field, `?` shows the keys, and single keys press buttons.
 *
 * <input data-search-focus>                        what `/` goes to
 * <button data-key="a" data-key-name="受理">…      pressing A presses it; the name is shown in the help
 * <button data-key-help>                           opens the help without a keyboard
 *
 * A key does nothing while somebody types or while a dialog is open.
 */
import { island, type Stop } from "../islands";
import { isTyping, make } from "../lib/dom";
import { say } from "../lib/words";

const GENERAL = (): [string[], string][] => [
  [["J", "K"], say("下一件、上一件")],
  [["Enter"], say("打开")],
  [["X"], say("选中；Shift+X 连选")],
  [["/"], say("搜索")],
  [["Esc"], say("关闭")],
  [["?"], say("显示快捷键")],
];

function pageKeys(): [string[], string][] {
  const found = new Map<string, string>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const name = element.dataset.keyName ?? element.textContent?.trim() ?? "";
    found.set((element.dataset.key ?? "").toUpperCase(), name);
  }
  return [...found].map(([key, name]) => [[key], name]);
}

function listOf(keys: [string[], string][]): HTMLElement {
  const list = make("dl", { class: "key-list" });
  for (const [names, words] of keys) {
    const term = make("dt");
    for (const name of names) term.append(make("kbd", { class: "key" }, name), " ");
    list.append(term, make("dd", {}, words));
  }
  return list;
}

export function showHelp(): void {
  document.getElementById("key-help")?.remove();
  const close = make("button", { type: "button", class: "btn" }, say("关闭"));
  const body = make("div", { class: "dialog-body stack" }, listOf(GENERAL()));
  const own = pageKeys();
  if (own.length > 0) body.append(make("h3", {}, say("本页")), listOf(own));
  const dialog = make(
    "dialog",
    { id: "key-help", class: "dialog", "aria-labelledby": "key-help-title" },
    make("div", { class: "dialog-head" }, make("h2", { id: "key-help-title" }, say("快捷键"))),
    body,
    make("div", { class: "dialog-foot" }, close),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function pressed(key: string): HTMLElement | null {
  const found = document.querySelectorAll<HTMLElement>("[data-key]");
  return [...found].find((element) => element.dataset.key?.toLowerCase() === key.toLowerCase()) ?? null;
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    showHelp();
  } else if (event.key === "/") {
    const search = document.querySelector<HTMLInputElement>("[data-search-focus]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else {
    const element = pressed(event.key);
    if (!element || element.getAttribute("aria-disabled") === "true") return;
    event.preventDefault();
    element.click();
  }
}

/** Connected to <body>: one listener for the page. */
export const connect = island("keys", (): Stop => {
  const leaving = new AbortController();
  document.addEventListener("keydown", onKey, { signal: leaving.signal });
  document.addEventListener(
    "click",
    (event) => {
      if (event.target instanceof Element && event.target.closest("[data-key-help]")) showHelp();
    },
    { signal: leaving.signal },
  );
  return () => leaving.abort();
});
