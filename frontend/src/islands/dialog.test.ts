import { beforeEach, expect, test } from "vitest";
import { connect, connectDialog } from "./dialog";

beforeEach(() => {
  // jsdom knows no modal dialogs
  HTMLDialogElement.prototype.showModal = function open() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  document.body.innerHTML = `<a href="/void/" data-dialog-open="void">作废</a><a href="/gone/" data-dialog-open="gone">没有</a>
    <dialog id="void" data-dialog><p>不能撤销</p><button type="button" data-dialog-close>取消</button></dialog>`;
  for (const opener of document.querySelectorAll<HTMLElement>("[data-dialog-open]")) {
    connect(opener);
    connect(opener);
  }
});

const dialog = () => document.querySelector<HTMLDialogElement>("dialog");

function press(selector: string): boolean {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  return document.querySelector(selector)?.dispatchEvent(event) ?? false;
}

test("the opener opens its dialog instead of following the link", () => {
  expect(press("[data-dialog-open=void]")).toBe(false);
  expect(dialog()?.open).toBe(true);
});

test("cancelling and pressing beside it close it, pressing inside does not", () => {
  press("[data-dialog-open=void]");
  press("dialog p");
  expect(dialog()?.open).toBe(true);
  press("[data-dialog-close]");
  expect(dialog()?.open).toBe(false);
  press("[data-dialog-open=void]");
  press("dialog");
  expect(dialog()?.open).toBe(false);
});

test("a dialog that came back with errors opens by itself", () => {
  const element = dialog();
  if (!element) throw new Error("no dialog");
  element.dataset.dialogNow = "";
  connectDialog(element);
  expect(element.open).toBe(true);
});
