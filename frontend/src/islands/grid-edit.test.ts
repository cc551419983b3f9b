import { beforeEach, expect, test } from "vitest";
import { connect, geometryOf, pointsOf, sketch } from "./grid-edit";

const A = [104, 30];
const B = [104.01, 30];
const C = [104.01, 30.01];

test("three corners become a closed ring, two a line that splits, fewer nothing", () => {
  expect(JSON.parse(geometryOf("draw", [A, B, C]))).toEqual({ type: "Polygon", coordinates: [[A, B, C, A]] });
  expect(JSON.parse(geometryOf("split", [A, B]))).toEqual({ type: "LineString", coordinates: [A, B] });
  expect(geometryOf("draw", [A, B])).toBe("");
  expect(geometryOf("merge", [A, B, C])).toBe("");
});

test("what is sent comes back as the same corners", () => {
  expect(pointsOf(geometryOf("redraw", [A, B, C]))).toEqual([A, B, C]);
  expect(pointsOf(geometryOf("split", [A, B]))).toEqual([A, B]);
  expect(pointsOf("{")).toBeNull();
  expect(pointsOf('{"type": "Polygon", "coordinates": [[["x", 1]]]}')).toBeNull();
});

test("the sketch shows corners at once, the line from two, the area from three", () => {
  const kinds = (n: number) => sketch("draw", [A, B, C].slice(0, n)).features.map((one) => one.geometry.type);
  expect(kinds(1)).toEqual(["Point"]);
  expect(kinds(2)).toContain("LineString");
  expect(kinds(3)).toContain("Polygon");
});

const words = () => document.querySelector("[data-part=words]")?.textContent ?? "";
const text = () => document.querySelector<HTMLTextAreaElement>("textarea");

beforeEach(() => {
  document.body.innerHTML = `<form data-grid-edit><input type="radio" name="operation" value="draw" checked>
    <input type="radio" name="operation" value="split"><textarea name="geojson" data-part="geojson"></textarea>
    <div class="map" data-part="map"></div><p data-part="words"></p>
    <button type="button" data-part="undo">撤回</button><button type="button" data-part="clear">重画</button></form>`;
  const form = document.querySelector("form");
  if (!form) throw new Error("no form");
  connect(form);
  connect(form);
});

function paste(value: string): void {
  const area = text();
  if (!area) throw new Error("no text");
  area.value = value;
  area.dispatchEvent(new Event("change", { bubbles: true }));
}

test("a pasted shape is understood without the map, and can be taken back", () => {
  paste(geometryOf("draw", [A, B, C]));
  expect(words()).toContain("3 个点");
  document.querySelector<HTMLButtonElement>("[data-part=clear]")?.click();
  expect(text()?.value).toBe("");
});

test("a pasted text that is no shape is said in words and left as it is", () => {
  paste("not a shape");
  expect(words()).toContain("不是可用的 GeoJSON");
  expect(text()?.value).toBe("not a shape");
});
