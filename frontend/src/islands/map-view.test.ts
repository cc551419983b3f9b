import { expect, test } from "vitest";
import { connect } from "./map-view";

test("without WebGL the frame says so and the words below stay", () => {
  document.body.innerHTML =
    '<div data-map-view data-lon="104" data-lat="30"><div class="map" data-part="map"></div><p>第 3 网格</p></div>';
  const element = document.querySelector<HTMLElement>("[data-map-view]");
  if (!element) throw new Error("no element");
  connect(element);
  connect(element);
  expect(element.querySelectorAll(".map-fallback")).toHaveLength(1);
  expect(element.textContent).toContain("第 3 网格");
});
