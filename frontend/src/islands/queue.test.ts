import { afterEach, beforeEach, expect, test } from "vitest";
import { disconnect } from "../islands";
import { connect } from "./queue";

const row = (n: number, more = "") =>
  `<li data-queue-row ${more}><input type="checkbox" name="case" value="${n}"><a href="#${n}" id="row${n}">办件 ${n}</a></li>`;

let list: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `<input id="text"><input type="checkbox" data-queue-all="bulk">
    <ul data-queue data-queue-bar="bulk">${row(1)}${row(2, 'aria-current="true"')}${row(3)}</ul>
    <div id="bulk" hidden><b data-queue-count></b><button type="button" data-queue-none>不选</button></div>`;
  const found = document.querySelector<HTMLElement>("[data-queue]");
  if (!found) throw new Error("no list");
  list = found;
  connect(list);
  connect(list);
});
afterEach(() => disconnect(list));

const press = (
  key: string,
  options: KeyboardEventInit = {},
  target: Element = document.activeElement ?? document.body,
) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
const focused = () => document.activeElement?.id;
const selected = () =>
  [...document.querySelectorAll<HTMLInputElement>("[name=case]:checked")].map((box) => box.value);
const bar = () => document.getElementById("bulk");

test("the first key goes to the open row, the next ones move and stop at the ends", () => {
  press("j");
  expect(focused()).toBe("row2");
  press("j");
  press("j");
  expect(focused()).toBe("row3");
  press("k");
  expect(focused()).toBe("row2");
});

test("one link alone is in the way of the Tab key", () => {
  press("j");
  press("k");
  expect([...document.querySelectorAll("a")].map((link) => link.tabIndex)).toEqual([0, -1, -1]);
});

test("x selects, Shift+x selects as far as here, and the bar counts", () => {
  press("j");
  press("k");
  press("x");
  press("j");
  press("j");
  press("X", { shiftKey: true });
  expect(selected()).toEqual(["1", "2", "3"]);
  expect(bar()?.hidden).toBe(false);
  expect(document.querySelector("[data-queue-count]")?.textContent).toBe("3");
});

test("nothing selected hides the bar", () => {
  press("j");
  press("x");
  document.querySelector<HTMLButtonElement>("[data-queue-none]")?.click();
  expect(selected()).toEqual([]);
  expect(bar()?.hidden).toBe(true);
});

test("one box selects all", () => {
  document.querySelector<HTMLInputElement>("[data-queue-all]")?.click();
  expect(selected()).toEqual(["1", "2", "3"]);
});

test("letters typed into a field, and keys of the browser, do nothing here", () => {
  document.getElementById("text")?.focus();
  press("j");
  expect(focused()).toBe("text");
  (document.activeElement as HTMLElement).blur();
  press("j", { ctrlKey: true });
  expect(focused()).toBe("");
});

test("rows that htmx has replaced are worked through as well", async () => {
  list.innerHTML = row(8) + row(9);
  await new Promise((done) => setTimeout(done));
  press("j");
  press("j");
  expect(focused()).toBe("row9");
});
