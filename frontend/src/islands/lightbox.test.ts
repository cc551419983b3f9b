import { beforeEach, expect, test } from "vitest";
import { connect } from "./lightbox";

beforeEach(() => {
  // jsdom knows no modal dialogs
  HTMLDialogElement.prototype.showModal = function open() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
  document.body.innerHTML = `<ul data-lightbox="a"><li><a href="/1.jpg" data-large><img src="/s1.jpg" alt="井盖"></a></li>
    <li><a href="/2.jpg" data-large><img src="/s2.jpg" alt="警示桩"></a></li><li><a href="/x.pdf">记录</a></li></ul>`;
  const list = document.querySelector("ul");
  if (!list) throw new Error("no list");
  connect(list);
  connect(list);
});

const dialogs = () => document.querySelectorAll("dialog").length;
const shown = () => document.querySelector<HTMLImageElement>("dialog img")?.getAttribute("src") ?? "";
const press = (selector: string) =>
  document
    .querySelector(selector)
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));

test("a photo opens large once, and the arrows go round", () => {
  press("a[href='/2.jpg'] img");
  expect(dialogs()).toBe(1);
  expect(shown()).toContain("/2.jpg");
  document.querySelector("dialog")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  expect(shown()).toContain("/1.jpg");
  expect(document.querySelector("figcaption")?.textContent).toBe("第 1 张，共 2 张：井盖");
});

test("closing takes it away and gives the focus back to the photo last seen", () => {
  press("a[href='/1.jpg']");
  press("[data-part=close]");
  expect(dialogs()).toBe(0);
  expect(document.activeElement?.getAttribute("href")).toBe("/1.jpg");
});

test("another file is left to the browser", () => {
  document.querySelector("a[href='/x.pdf']")?.addEventListener("click", (event) => event.preventDefault());
  press("a[href='/x.pdf']");
  expect(dialogs()).toBe(0);
});
