import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { connect } from "./keys";

beforeEach(() => {
  // jsdom knows no modal dialogs
  HTMLDialogElement.prototype.showModal = function open() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  document.body.innerHTML = `<input data-search-focus id="search"><button data-key="a" data-key-name="受理">受理</button>
    <button data-key="e" aria-disabled="true">延期</button>`;
  connect(document.body);
  connect(document.body);
});
afterEach(() => disconnect(document.body));

const press = (key: string, target: Element = document.body) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

function counted(key: string) {
  const click = vi.fn();
  document.querySelector(`[data-key=${key}]`)?.addEventListener("click", click);
  return click;
}

test("a slash goes to the search field", () => {
  press("/");
  expect(document.activeElement?.id).toBe("search");
});

test("a key presses its button, once, and not one that is refused", () => {
  const [accept, extend] = [counted("a"), counted("e")];
  press("A");
  press("e");
  expect(accept).toHaveBeenCalledTimes(1);
  expect(extend).not.toHaveBeenCalled();
});

test("a letter typed into the search stays a letter", () => {
  const accept = counted("a");
  press("a", document.getElementById("search") ?? document.body);
  expect(accept).not.toHaveBeenCalled();
});

test("the question mark lists the keys of this page, and closing takes the list away", () => {
  press("?");
  expect(document.getElementById("key-help")?.textContent).toContain("受理");
  document.querySelector<HTMLButtonElement>("#key-help .dialog-foot button")?.click();
  expect(document.getElementById("key-help")).toBeNull();
});
