import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { connect } from "./toasts";

let place: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML =
    '<div id="toasts"><div class="message" data-kind="success"><p>已保存</p></div></div>';
  const found = document.getElementById("toasts");
  if (!found) throw new Error("no place");
  place = found;
  connect(place);
  connect(place);
});
afterEach(() => {
  disconnect(place);
  vi.useRealTimers();
});

const say = (text: string, kind: string) =>
  document.dispatchEvent(new CustomEvent("linli:toast", { detail: { text, kind } }));

test("a message of the page leaves by itself", () => {
  expect(place.querySelectorAll("button")).toHaveLength(1);
  vi.advanceTimersByTime(7000);
  expect(place.children).toHaveLength(0);
});

test("an error stays until it is closed", () => {
  say("没有保存", "error");
  vi.advanceTimersByTime(60_000);
  expect(place.textContent).toContain("没有保存");
  place.querySelector("button")?.click();
  expect(place.children).toHaveLength(0);
});

test("words are shown as words, never as markup", () => {
  say("<img src=x>", "");
  expect(place.querySelector("img")).toBeNull();
  expect(place.textContent).toContain("<img src=x>");
});

test("a failed request is said, a form that came back with errors is not", () => {
  const fail = (status: number) =>
    document.dispatchEvent(
      new CustomEvent("htmx:response:error", { detail: { ctx: { response: { status } } } }),
    );
  place.replaceChildren();
  fail(422);
  expect(place.children).toHaveLength(0);
  fail(500);
  document.dispatchEvent(new CustomEvent("htmx:error", { detail: {} }));
  expect(place.children).toHaveLength(2);
});
