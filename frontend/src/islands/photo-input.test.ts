import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, prepared, scaled } from "./photo-input";

class FakeTransfer {
  private readonly list: File[] = [];
  readonly items = { add: (file: File) => this.list.push(file) };
  get files(): FileList {
    return Object.assign([...this.list], {
      item: (at: number) => this.list[at] ?? null,
    }) as unknown as FileList;
  }
}

function photo(name: string, type = "image/jpeg", bytes = 10): File {
  return new File([new Uint8Array(bytes)], name, { type });
}

function fileField(): HTMLInputElement {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("no field");
  return input;
}

async function choose(...files: File[]): Promise<void> {
  const input = fileField();
  Object.defineProperty(input, "files", { value: files, writable: true, configurable: true });
  input.dispatchEvent(new Event("change"));
  await new Promise((done) => setTimeout(done, 20));
}

const tiles = () => document.querySelectorAll(".tile").length;
const error = () => document.querySelector(".field-error:not([hidden])")?.textContent ?? "";
const held = () => [...(fileField().files ?? [])].map((file) => file.name);

beforeEach(() => {
  document.body.innerHTML =
    '<div data-photo-input data-most="3" data-most-bytes="1000"><label for="p">照片</label>' +
    '<input type="file" id="p" name="photos" multiple></div>';
  vi.stubGlobal("DataTransfer", FakeTransfer);
  vi.stubGlobal("createImageBitmap", vi.fn().mockRejectedValue(new Error("not decoded here")));
  const element = document.querySelector<HTMLElement>("[data-photo-input]");
  if (!element) throw new Error("no element");
  connect(element);
  connect(element);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  // the longer side becomes 1600; a small one stays
  [4000, 3000, 1600, 1200],
  [3000, 4000, 1200, 1600],
  [800, 600, 800, 600],
  [16_000, 10, 1600, 1],
])("%i × %i is scaled to %i × %i", (width, height, wide, high) => {
  expect(scaled(width, height)).toEqual([wide, high]);
});

test("a format the browser cannot decode is sent as it is", async () => {
  const heic = photo("a.heic", "image/heic");
  expect(await prepared(heic)).toEqual({ file: heic, readable: false });
});

test("photos chosen in two rounds are all held by the field", async () => {
  await choose(photo("a.jpg"));
  await choose(photo("b.jpg"), photo("c.heic", ""));
  expect(held()).toEqual(["a.jpg", "b.jpg", "c.heic"]);
  expect(document.querySelector<HTMLElement>(".tile-add")?.parentElement?.hidden).toBe(true);
});

test("more than the most is refused in words, the first ones are kept", async () => {
  await choose(photo("a.jpg"), photo("b.jpg"), photo("c.jpg"), photo("d.jpg"));
  expect(held()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  expect(error()).toContain("最多 3 张");
});

test("what is no picture and what is too large stays out", async () => {
  await choose(photo("a.pdf", "application/pdf"));
  expect(error()).toContain("只能放照片");
  await choose(photo("big.jpg", "image/jpeg", 1001));
  expect(error()).toContain("照片太大");
  expect(tiles()).toBe(0);
});

test("a removed photo leaves the field too", async () => {
  await choose(photo("a.jpg"), photo("b.jpg"));
  document.querySelector<HTMLButtonElement>(".tile-remove")?.click();
  expect(held()).toEqual(["b.jpg"]);
  expect(tiles()).toBe(1);
});
