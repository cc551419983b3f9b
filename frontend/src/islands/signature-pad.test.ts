import { expect, test } from "vitest";
import { connect, type Point, readStrokes, written } from "./signature-pad";

const STROKES: Point[][] = [
  [
    [1, 2],
    [3, 4],
  ],
  [
    [5, 6],
    [7, 8],
    [9, 9],
  ],
];

test("strokes are sent as a path and read again", () => {
  expect(written(STROKES)).toBe("M1 2L3 4M5 6L7 8L9 9");
  expect(readStrokes(written(STROKES))).toEqual(STROKES);
  expect(readStrokes("")).toEqual([]);
});

test("a tap is a short line", () => {
  expect(written([[[1, 2]]])).toBe("M1 2L1 2");
});

test("where nothing can be drawn the pad is not there, and the name is typed", () => {
  document.body.innerHTML = `<div data-signature-pad><input data-part="drawn"><canvas data-part="pad"></canvas></div>`;
  const pad = document.querySelector("div") as HTMLElement;
  HTMLCanvasElement.prototype.getContext = () => null;
  connect(pad);
  expect(pad.hidden).toBe(true);
});
