/**
 * Small things of a page, one island each.
 *
 * <div data-copy="K7QM-4X2P"> … <button type="button">…</button></div>    the button copies the words
 * <button type="button" data-print>打印</button>                           prints the page
 * <details data-menu><summary>…</summary> … </details>                     closes on Escape and on a press elsewhere
 * <nav id="sidebar" data-drawer> … <a data-drawer-close>                   slides in on a narrow screen; <a data-drawer-open>
 * <div role="alert" tabindex="-1" data-focus-first>                        takes the focus when it appears
 * <form data-once>                                                         cannot be sent twice by a second press
 */
import { island, type Stop } from "../islands";
import { announce } from "../lib/dom";
import { say } from "../lib/words";

export const copy = island("copy", (element) => {
  const button = element.querySelector("button");
  button?.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(element.dataset.copy ?? "");
      announce(say("已复制"));
      button.dataset.done = "";
      setTimeout(() => delete button.dataset.done, 2000);
    } catch {
      announce(say("不能复制，请手工选择文字。"));
    }
  });
  return undefined;
});

export const print = island("print", (element) => {
  element.addEventListener("click", () => window.print());
  return undefined;
});

export const menu = island("menu", (element): Stop | undefined => {
  if (!(element instanceof HTMLDetailsElement)) return undefined;
  const leaving = new AbortController();
  const { signal } = leaving;
  document.addEventListener(
    "click",
    (event) => {
      if (event.target instanceof Node && !element.contains(event.target)) element.open = false;
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !element.open) return;
      event.stopPropagation();
      element.open = false;
      element.querySelector("summary")?.focus();
    },
    { signal },
  );
  return () => leaving.abort();
});

export const drawer = island("drawer", (element): Stop => {
  const leaving = new AbortController();
  const { signal } = leaving;
  const opener = () => document.querySelector<HTMLElement>("[data-drawer-open]");
  const set = (open: boolean) => {
    element.toggleAttribute("data-open", open);
    opener()?.setAttribute("aria-expanded", String(open));
    if (open) element.querySelector<HTMLElement>("a, button")?.focus();
  };
  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (!target) return;
      if (target.closest("[data-drawer-open]")) {
        event.preventDefault();
        set(true);
      } else if (target.closest("[data-drawer-close]")) {
        event.preventDefault();
        set(false);
        opener()?.focus();
      } else if (!element.contains(target)) set(false);
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !element.hasAttribute("data-open")) return;
      set(false);
      opener()?.focus();
    },
    { signal },
  );
  return () => leaving.abort();
});

export const focusFirst = island("focus-first", (element) => {
  element.focus();
  return undefined;
});

export const once = island("once", (element) => {
  let sent = false;
  element.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    element.querySelector("button:not([type=button])")?.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's own arrow shows the page as it was left: it may be sent again.
  window.addEventListener("pageshow", () => {
    sent = false;
    element.querySelector("button[aria-busy]")?.removeAttribute("aria-busy");
  });
  return undefined;
});
