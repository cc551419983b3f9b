import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon, Position } from "geojson";
import { isRecord } from "./json";

/** GeoJSON read from text that people paste and servers send: checked, or null. */

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length >= 2 && value.every((one) => Number.isFinite(one));
}

function isRing(value: unknown): value is Position[] {
  return Array.isArray(value) && value.length >= 4 && value.every(isPosition);
}

const isRings = (value: unknown): value is Position[][] =>
  Array.isArray(value) && value.length > 0 && value.every(isRing);

export function asGround(value: unknown): Polygon | MultiPolygon | null {
  if (!isRecord(value)) return null;
  if (value.type === "Feature") return asGround(value.geometry);
  if (value.type === "FeatureCollection" && Array.isArray(value.features) && value.features.length === 1)
    return asGround(value.features[0]);
  if (value.type === "Polygon" && isRings(value.coordinates))
    return { type: "Polygon", coordinates: value.coordinates };
  if (value.type === "MultiPolygon" && Array.isArray(value.coordinates) && value.coordinates.every(isRings))
    return { type: "MultiPolygon", coordinates: value.coordinates };
  return null;
}

function asGeometry(value: unknown): Geometry | null {
  const ground = asGround(value);
  if (ground || !isRecord(value)) return ground;
  if (value.type === "Point" && isPosition(value.coordinates))
    return { type: "Point", coordinates: value.coordinates };
  if (value.type === "LineString" && Array.isArray(value.coordinates) && value.coordinates.every(isPosition))
    return { type: "LineString", coordinates: value.coordinates };
  return null;
}

function asFeature(value: unknown): Feature | null {
  if (!isRecord(value)) return null;
  if (value.type !== "Feature") {
    const geometry = asGeometry(value);
    return geometry && { type: "Feature", properties: {}, geometry };
  }
  const geometry = asGeometry(value.geometry);
  if (!geometry) return null;
  const feature: Feature = {
    type: "Feature",
    properties: isRecord(value.properties) ? value.properties : {},
    geometry,
  };
  if (typeof value.id === "string" || typeof value.id === "number") feature.id = value.id;
  return feature;
}

/** Whatever can be drawn, as a collection; what cannot be understood is left out. */
export function asCollection(value: unknown): FeatureCollection {
  const list = isRecord(value) && value.type === "FeatureCollection" ? value.features : [value];
  const features = Array.isArray(list) ? list.map(asFeature).filter((one) => one !== null) : [];
  return { type: "FeatureCollection", features };
}

export type Box = [west: number, south: number, east: number, north: number];

function* positions(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case "Point":
      yield geometry.coordinates;
      break;
    case "LineString":
    case "MultiPoint":
      yield* geometry.coordinates;
      break;
    case "Polygon":
    case "MultiLineString":
      for (const ring of geometry.coordinates) yield* ring;
      break;
    case "MultiPolygon":
      for (const rings of geometry.coordinates) for (const ring of rings) yield* ring;
      break;
  }
}

/** The smallest box around everything drawn; null when nothing is. */
export function boxOf(collection: FeatureCollection): Box | null {
  let box: Box | null = null;
  for (const feature of collection.features) {
    for (const [lon = 0, lat = 0] of positions(feature.geometry)) {
      box = box
        ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
        : [lon, lat, lon, lat];
    }
  }
  return box;
}
