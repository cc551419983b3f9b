/** Where a point lies among the outlines that the phone keeps. */
import type { Feature, FeatureCollection, Position } from "geojson";

/** own: on the ground of the posting; other: on the named one; outside: on none; unknown: there are no outlines. */
export type Where =
  | { kind: "own" }
  | { kind: "other"; name: string }
  | { kind: "outside" }
  | { kind: "unknown" };

/** Even-odd rule: a ray to the east crosses the ring an odd number of times. */
function crosses(ring: Position[], [x, y]: [number, number]): boolean {
  let isInside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[j] ?? [];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

/** Holes count as outside. */
const within = (rings: Position[][], at: [number, number]): boolean =>
  rings.filter((ring) => crosses(ring, at)).length % 2 === 1;

function holds({ geometry }: Feature, at: [number, number]): boolean {
  if (geometry?.type === "Polygon") return within(geometry.coordinates, at);
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.some((one) => within(one, at));
  return false;
}

/** `own` is the code of the posting's ground; of several others the smallest names the place. */
export function whereIs(grids: FeatureCollection, own: string, at: [number, number]): Where {
  const outlines = grids.features.filter((one) => one.geometry !== null);
  if (!outlines.some((one) => one.properties?.code === own)) return { kind: "unknown" };
  const found = outlines.filter((one) => holds(one, at));
  if (found.some((one) => one.properties?.code === own)) return { kind: "own" };
  const [name] = found
    .sort((a, b) => String(b.properties?.code).length - String(a.properties?.code).length)
    .map((one) => String(one.properties?.name ?? ""));
  return name ? { kind: "other", name } : { kind: "outside" };
}
