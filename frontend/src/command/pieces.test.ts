import { expect, test } from "vitest";
import { atNight } from "./dark";
import { renew } from "./pieces";
import { tableOf } from "./table";

const page = (inside: string): HTMLElement => {
  const element = document.createElement("main");
  element.innerHTML = inside;
  return element;
};

test("only what differs is put in place, and new rows are shown as new", () => {
  const shown = page('<ul data-piece="a"><li data-key="1">x</li></ul><p data-piece="b">same</p>');
  const same = shown.querySelector("p")?.firstChild;
  const fresh = page(
    '<ul data-piece="a"><li data-key="2">y</li><li data-key="1">x</li></ul><p data-piece="b">same</p>',
  );
  expect(renew(shown, fresh)).toEqual(["a"]);
  expect([...shown.querySelectorAll<HTMLElement>("[data-new]")].map((row) => row.dataset.key)).toEqual(["2"]);
  expect(shown.querySelector("p")?.firstChild).toBe(same);
});

test("what was shown as new is no difference", () => {
  const shown = page('<ul data-piece="a"><li data-key="1" data-new="">x</li></ul>');
  expect(renew(shown, page('<ul data-piece="a"><li data-key="1">x</li></ul>'))).toEqual([]);
});

test("a table is read as names and series, without the row that says there is nothing", () => {
  const table = page(
    "<table><thead><tr><th>日期</th><th>上报</th><th>办结</th></tr></thead><tbody>" +
      "<tr><th>1</th><td>3</td><td>1</td></tr><tr><td colspan=3>没有</td></tr></tbody></table>",
  ).querySelector("table");
  expect(table && tableOf(table)).toEqual({
    names: ["1"],
    columns: [
      { title: "上报", numbers: [3] },
      { title: "办结", numbers: [1] },
    ],
  });
});

test("light turns dark and dark light", () => {
  const light = (colour: string): number => Number(/(\d+)%\)$/.exec(colour)?.[1]);
  expect(light(atNight("#ffffff"))).toBeLessThan(20);
  expect(light(atNight("#16212b"))).toBeGreaterThan(60);
  expect(atNight("brand")).toBe("brand");
});
