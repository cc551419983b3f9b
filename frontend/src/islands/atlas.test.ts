import { expect, test } from "vitest";
import { ringText } from "../map/selecting";
import { monthBefore, shadesIn } from "./atlas";

test.each([
  ["2026-03", 0, "2026-03"],
  ["2026-03", 3, "2025-12"],
  ["2026-01", 1, "2025-12"],
  ["2026-12", 35, "2024-01"],
])("the month %s, %i back, is %s", (month, back, expected) => {
  expect(monthBefore(month, back)).toBe(expected);
});

test("shades are read from the legend, and nothing else is", () => {
  const legend = document.createElement("div");
  legend.innerHTML =
    '<script type="application/json" data-part="shades">{"990101001": 3, "990101002": -1, "x": "5"}</script>';
  expect([...shadesIn(legend)]).toEqual([
    ["990101001", 3],
    ["990101002", -1],
  ]);
  legend.innerHTML = '<script type="application/json" data-part="shades">[1, 2</script>';
  expect([...shadesIn(legend)]).toEqual([]);
});

test("a ring is written as the server reads it", () => {
  expect(
    ringText([
      [120.1, 30],
      [120.2, 30.123456789],
    ]),
  ).toBe("120.100000,30.000000;120.200000,30.123457");
});
