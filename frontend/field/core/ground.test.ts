import type { Feature, FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import { whereIs } from "./ground";

const box = (west: number, east: number, hole = false): number[][][] => [
  [
    [west, 0],
    [east, 0],
    [east, 1],
    [west, 1],
    [west, 0],
  ],
  ...(hole
    ? [
        [
          [west + 0.4, 0.4],
          [west + 0.6, 0.4],
          [west + 0.6, 0.6],
          [west + 0.4, 0.6],
          [west + 0.4, 0.4],
        ],
      ]
    : []),
];

const area = (code: string, name: string, coordinates: number[][][]): Feature => ({
  type: "Feature",
  properties: { code, name },
  geometry: { type: "MultiPolygon", coordinates: [coordinates] },
});

const grids: FeatureCollection = {
  type: "FeatureCollection",
  features: [
    area("10", "社区", box(0, 3)),
    area("101", "一网格", box(0, 1, true)),
    area("102", "二网格", box(1, 2)),
    { type: "Feature", properties: { code: "103" }, geometry: null } as unknown as Feature,
  ],
};

test.each([
  ["101", [0.2, 0.2], { kind: "own" }],
  ["101", [0.5, 0.5], { kind: "other", name: "社区" }], // in the hole of the grid
  ["101", [1.5, 0.5], { kind: "other", name: "二网格" }],
  ["10", [1.5, 0.5], { kind: "own" }],
  ["101", [5, 5], { kind: "outside" }],
  ["103", [5, 5], { kind: "unknown" }],
  ["999", [0.2, 0.2], { kind: "unknown" }],
] as const)("on the ground %s the point %j is %j", (own, at, found) => {
  expect(whereIs(grids, own, [at[0], at[1]])).toEqual(found);
});
