import { beforeEach, expect, test, vi } from "vitest";
import { enhance, here, island } from "./islands";

beforeEach(() => {
  document.body.replaceChildren();
});

const settled = () => new Promise((done) => setTimeout(done));

test("connecting an element twice starts it once", () => {
  const start = vi.fn(() => undefined);
  const connect = island("probe", start);
  const element = document.createElement("div");
  connect(element);
  connect(element);
  expect(start).toHaveBeenCalledTimes(1);
});

test("an element added later is connected, and stopped when it has left", async () => {
  const stop = vi.fn();
  const start = vi.fn(() => stop);
  enhance({ probe: here(island("probe", start)) });
  const element = document.createElement("div");
  element.dataset.probe = "";
  document.body.append(element);
  await settled();
  expect(start).toHaveBeenCalledTimes(1);
  element.remove();
  await settled();
  expect(stop).toHaveBeenCalledTimes(1);
});
