import { afterEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { copy, drawer, focusFirst, menu, once, print } from "./small";

afterEach(() => {
  for (const element of document.querySelectorAll("*")) disconnect(element);
  vi.unstubAllGlobals();
});

function put(markup: string, connect: (element: HTMLElement) => void): HTMLElement {
  document.body.innerHTML = markup;
  const element = document.querySelector<HTMLElement>("[data-it]");
  if (!element) throw new Error("no element");
  connect(element);
  connect(element);
  return element;
}

const settled = () => new Promise((done) => setTimeout(done));
const spoken = () => document.querySelector("[role=status]")?.textContent;

test("the button copies the words and says so", async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  put('<div data-it data-copy="K7QM"><button type="button">复制</button></div>', copy)
    .querySelector("button")
    ?.click();
  await settled();
  expect(writeText).toHaveBeenCalledWith("K7QM");
  expect(spoken()).toBe("已复制");
});

test("a browser that refuses to copy is answered in words", async () => {
  vi.stubGlobal("navigator", { clipboard: { writeText: vi.fn().mockRejectedValue(new Error("no")) } });
  put('<div data-it data-copy="K7QM"><button type="button">复制</button></div>', copy)
    .querySelector("button")
    ?.click();
  await settled();
  expect(spoken()).toContain("不能复制");
});

test("the print button prints once", () => {
  const printed = vi.fn();
  vi.stubGlobal("print", printed);
  put('<button data-it type="button">打印</button>', print).click();
  expect(printed).toHaveBeenCalledTimes(1);
});

test("a menu closes on a press elsewhere and on Escape", () => {
  const element = put(
    "<details data-it open><summary>菜单</summary></details><p>别处</p>",
    menu,
  ) as HTMLDetailsElement;
  document.querySelector("p")?.click();
  expect(element.open).toBe(false);
  element.open = true;
  element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(element.open).toBe(false);
});

test("the drawer opens by its button and gives the focus back when closed", () => {
  const element = put(
    '<a href="#x" data-drawer-open>列表</a><nav data-it><a href="#y" data-drawer-close>关</a></nav>',
    drawer,
  );
  document.querySelector<HTMLElement>("[data-drawer-open]")?.click();
  expect(element.hasAttribute("data-open")).toBe(true);
  document.querySelector<HTMLElement>("[data-drawer-close]")?.click();
  expect(element.hasAttribute("data-open")).toBe(false);
  expect(document.activeElement?.textContent).toBe("列表");
});

test("what is wrong takes the focus", () => {
  expect(put('<div data-it tabindex="-1">有错</div>', focusFirst)).toBe(document.activeElement);
});

test("a second press does not send a form twice", () => {
  const form = put("<form data-it><button>提交</button></form>", once);
  const send = () => form.dispatchEvent(new Event("submit", { cancelable: true }));
  expect([send(), send()]).toEqual([true, false]);
});
