/** Points that are meant to meet do meet: a press near a corner or an edge lands exactly on it. */
import type { FeatureCollection, Position } from "geojson";

export type Pixel = { x: number; y: number };
export type Project = (at: Position) => Pixel;

const distance = (a: Pixel, b: Pixel): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The rings of all grounds, each closed as GeoJSON has it. */
export function ringsOf(grounds: FeatureCollection): Position[][] {
  return grounds.features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return geometry.coordinates;
    return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
  });
}

function onEdge(
  from: Position,
  to: Position,
  at: Pixel,
  project: Project,
): { point: Position; away: number } {
  const [a, b] = [project(from), project(to)];
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const share = length === 0 ? 0 : ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length;
  const held = Math.min(1, Math.max(0, share));
  const point = [0, 1].map((axis) => (from[axis] ?? 0) + ((to[axis] ?? 0) - (from[axis] ?? 0)) * held);
  return { point, away: distance(at, { x: a.x + (b.x - a.x) * held, y: a.y + (b.y - a.y) * held }) };
}

interface Found {
  point: Position;
  away: number;
}

function nearest(found: Iterable<Found>, reach: number): Position | null {
  let best: Found | null = null;
  for (const one of found)
    if (one.away <= reach && one.away < (best?.away ?? Number.POSITIVE_INFINITY)) best = one;
  return best?.point ?? null;
}

function* corners(rings: Position[][], at: Pixel, project: Project): Generator<Found> {
  for (const ring of rings) for (const point of ring) yield { point, away: distance(at, project(point)) };
}

function* edges(rings: Position[][], at: Pixel, project: Project): Generator<Found> {
  for (const ring of rings) {
    for (const [index, point] of ring.entries()) {
      const next = ring[index + 1];
      if (next) yield onEdge(point, next, at, project);
    }
  }
}

/** The corner within `reach` pixels, else the nearest place on an edge within reach, else nothing. */
export function snapped(rings: Position[][], at: Pixel, project: Project, reach: number): Position | null {
  return nearest(corners(rings, at, project), reach) ?? nearest(edges(rings, at, project), reach);
}
