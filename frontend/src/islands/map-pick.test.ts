import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "./map-pick";

const MARKUP = `
<div data-map-pick>
  <input name="address" data-part="address">
  <input type="hidden" name="lon" data-part="lon">
  <input type="hidden" name="lat" data-part="lat">
  <input type="hidden" name="accuracy_m" data-part="accuracy">
  <button type="button" data-part="locate">定位</button>
  <button type="button" data-part="clear" hidden>清除</button>
  <div class="map" data-part="map"></div>
  <p role="status" data-part="words"></p>
</div>`;

type Found = (position: { coords: { longitude: number; latitude: number; accuracy: number } }) => void;
type Failed = (refusal: { code: number; PERMISSION_DENIED: number }) => void;

function device(answer: (found: Found, failed: Failed) => void): { asked: () => number } {
  const getCurrentPosition = vi.fn(answer);
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition } });
  return { asked: () => getCurrentPosition.mock.calls.length };
}

function root(): HTMLElement {
  const element = document.querySelector<HTMLElement>("[data-map-pick]");
  if (!element) throw new Error("no element");
  connect(element);
  connect(element);
  return element;
}

const value = (name: string) => document.querySelector<HTMLInputElement>(`[name=${name}]`)?.value;
const words = () => document.querySelector("[data-part=words]")?.textContent ?? "";
const press = (name: string) => document.querySelector<HTMLButtonElement>(`[data-part=${name}]`)?.click();
const settled = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  document.body.innerHTML = MARKUP;
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("the device is asked once, and its answer fills the hidden fields with its accuracy", async () => {
  const { asked } = device((found) =>
    found({ coords: { longitude: 104.0612345678, latitude: 30.65, accuracy: 12.4 } }),
  );
  const heard = vi.fn();
  root().addEventListener("linli:place", heard);
  press("locate");
  await settled();
  expect([value("lon"), value("lat"), value("accuracy_m")]).toEqual(["104.0612346", "30.65", "12"]);
  expect(asked()).toBe(1);
  expect(heard).toHaveBeenCalledTimes(1);
});

test("a refusal is said in words and leaves the fields empty", async () => {
  device((_, failed) => failed({ code: 1, PERMISSION_DENIED: 1 }));
  root();
  press("locate");
  await settled();
  expect(value("lon")).toBe("");
  expect(words()).toContain("没有得到定位许可");
});

test("a chosen place can be cleared again", async () => {
  device((found) => found({ coords: { longitude: 104, latitude: 30, accuracy: 5 } }));
  root();
  press("locate");
  await settled();
  expect(document.querySelector<HTMLButtonElement>("[data-part=clear]")?.hidden).toBe(false);
  press("clear");
  expect([value("lon"), value("lat"), value("accuracy_m")]).toEqual(["", "", ""]);
});

test("without WebGL the map gives way to words, and the address field stays", async () => {
  root();
  await settled();
  expect(document.querySelector(".map")).toBeNull();
  expect(words()).toContain("请写清楚地址");
  expect(document.querySelector("[name=address]")).not.toBeNull();
});
