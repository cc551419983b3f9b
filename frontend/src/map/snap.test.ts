import type { FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import { ringsOf, snapped } from "./snap";

// one degree is a hundred pixels
const project = ([lon = 0, lat = 0]: number[]) => ({ x: lon * 100, y: lat * 100 });
const square: FeatureCollection = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: {},
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
            [0, 0],
          ],
        ],
      },
    },
  ],
};

test.each([
  [{ x: 97, y: 4 }, [1, 0]], // a corner, five pixels away
  [{ x: 50, y: 6 }, [0.5, 0]], // the middle of an edge
  [{ x: 92, y: 3 }, [1, 0]], // a corner within reach wins over a nearer edge
  [{ x: 50, y: 50 }, null], // nothing near
])("a press at %o lands on %o", (at, expected) => {
  expect(snapped(ringsOf(square), at, project, 10)).toEqual(expected);
});
