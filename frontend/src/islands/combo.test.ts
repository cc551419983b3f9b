import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { best, connect, type Option, optionsFrom } from "./combo";

const OPTIONS: Option[] = [
  { value: "101", label: "井盖破损", keys: "jgps", note: "城市管理局" },
  { value: "102", label: "路灯不亮", keys: "ldbl", note: "城市管理局" },
  { value: "103", label: "破损路面", keys: "pslm", note: "交通运输局" },
];

test.each([
  ["破损", ["103", "101"]], // a label that begins with it comes first
  ["jg", ["101"]],
  ["LD", ["102"]],
  ["交通", ["103"]],
  ["102", ["102"]],
  ["没有", []],
  ["", ["101", "102", "103"]],
])("asked for “%s”", (words, values) => {
  expect(best(OPTIONS, words).map((option) => option.value)).toEqual(values);
});

test("an answer that is not a list of options gives none", () => {
  expect(optionsFrom(null)).toEqual([]);
  expect(optionsFrom({ options: [1, { value: 7, label: "住建局" }] })).toEqual([
    { value: "7", label: "住建局", keys: "", note: "" },
  ]);
});

const INLINE = `<form><div data-combo><label for="m">事项</label>
<select id="m" name="matter" required><option value="">请选择</option>
<option value="101" data-keys="jgps" data-note="城市管理局">井盖破损</option>
<option value="102" data-keys="ldbl" data-note="城市管理局">路灯不亮</option></select></div></form>`;

const ASKED = `<form><div data-combo data-url="/units/"><label for="u">单位</label>
<input id="u" name="unit" data-name="unit" data-value=""></div></form>`;

function begin(markup: string): HTMLInputElement {
  document.body.innerHTML = markup;
  const element = document.querySelector<HTMLElement>("[data-combo]");
  if (!element) throw new Error("no element");
  connect(element);
  connect(element);
  const input = document.querySelector<HTMLInputElement>("[role=combobox]");
  if (!input) throw new Error("no combobox");
  input.focus();
  return input;
}

async function type(input: HTMLInputElement, words: string): Promise<void> {
  input.value = words;
  input.dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(300);
}

const press = (input: HTMLInputElement, key: string) =>
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const shown = () => [...document.querySelectorAll("[role=option] > span")].map((item) => item.textContent);
const sent = () => Object.fromEntries(new FormData(document.querySelector("form") ?? undefined));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("typing first letters and pressing Enter sends the value of the select", async () => {
  const input = begin(INLINE);
  await type(input, "ld");
  expect(shown()).toEqual(["路灯不亮"]);
  expect(input.getAttribute("aria-expanded")).toBe("true");
  press(input, "Enter");
  expect(sent()).toEqual({ matter: "102" });
  expect(input.value).toBe("路灯不亮");
  expect(input.getAttribute("aria-expanded")).toBe("false");
});

test("arrows walk through the options and name the active one", async () => {
  const input = begin(INLINE);
  await type(input, "");
  press(input, "ArrowDown");
  press(input, "ArrowDown");
  const active = document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
  expect(active?.textContent).toContain("路灯不亮");
  expect(active?.getAttribute("aria-selected")).toBe("true");
});

test("words that are no option do not stay in the field", async () => {
  const input = begin(INLINE);
  await type(input, "随便");
  expect(document.querySelector(".combo-note")?.textContent).toContain("随便");
  input.dispatchEvent(new Event("blur"));
  expect(input.value).toBe("");
  expect(sent()).toEqual({ matter: "" });
});

test("options are asked for at an address, and only the last answer counts", async () => {
  const fetched = vi.fn(async (url: URL) => ({
    ok: true,
    json: async () => ({ options: [{ value: "7", label: `${url.searchParams.get("q")}局` }] }),
  }));
  vi.stubGlobal("fetch", fetched);
  const input = begin(ASKED);
  await type(input, "城管");
  expect(shown()).toEqual(["城管局"]);
  press(input, "ArrowDown");
  press(input, "Enter");
  expect(sent()).toEqual({ unit: "7" });
});

test("a failing address is said in words", async () => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue({ ok: false, status: 500 }));
  const input = begin(ASKED);
  await type(input, "城管");
  expect(document.querySelector(".combo-note")?.textContent).toContain("稍后再试");
});
