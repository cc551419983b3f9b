/** Open cases on a map: one dot for a case in the colour of its clock, one disc with a number for several. */
import type {
  ExpressionSpecification,
  Map as LibreMap,
  MapGeoJSONFeature,
  VectorTileSource,
} from "maplibre-gl";
import { numberFrom } from "../lib/dom";
import { textOf } from "../lib/json";
import { say } from "../lib/words";

const SOURCE = "cases";
export const CASE_LAYERS = ["case-clusters", "case-dots"];
export const LIGHTS = { red: "#d93a2f", yellow: "#e5a50a", green: "#2ea56a", idle: "#7b8893" };
const BRAND = "#0f5c6e";
const FONTS = ["PingFang SC Semibold", "Microsoft YaHei Bold", "Noto Sans CJK SC Bold", "sans-serif"];

const n: ExpressionSpecification = ["get", "n"];
const several: ExpressionSpecification = [">", n, 1];

/** 12345 is written 1.2万, in English 12k. */
function written(): ExpressionSpecification {
  const unit = say("万");
  const short: ExpressionSpecification =
    unit === "万" ? ["/", ["round", ["/", n, 1000]], 10] : ["round", ["/", n, 1000]];
  return ["case", [">=", n, 10_000], ["concat", ["to-string", short], unit], ["to-string", n]];
}
const radius: ExpressionSpecification = ["step", n, 12, 10, 15, 100, 19, 1000, 23, 10_000, 28];
const lit: ExpressionSpecification = [
  "match",
  ["get", "light"],
  "red",
  LIGHTS.red,
  "yellow",
  LIGHTS.yellow,
  "green",
  LIGHTS.green,
  LIGHTS.idle,
];
/** The edge of a disc says whether something in it is late, or soon will be. */
const edge: ExpressionSpecification = [
  "case",
  ["has", "red"],
  LIGHTS.red,
  ["has", "yellow"],
  LIGHTS.yellow,
  "#ffffff",
];

export interface Pressed {
  id: number | null;
  count: number;
  lon: number;
  lat: number;
}

const address = (posting: string): string =>
  `/tiles/cases/{z}/{x}/{y}.mvt?posting=${posting}&at=${Date.now()}`;

export function addCases(map: LibreMap, posting: string): void {
  map.addSource(SOURCE, { type: "vector", tiles: [address(posting)], minzoom: 6, maxzoom: 18 });
  map.addLayer({
    id: "case-clusters",
    type: "circle",
    source: SOURCE,
    "source-layer": "cases",
    filter: several,
    paint: {
      "circle-color": BRAND,
      "circle-opacity": 0.92,
      "circle-radius": radius,
      "circle-stroke-color": edge,
      "circle-stroke-width": 2.5,
    },
  });
  map.addLayer({
    id: "case-counts",
    type: "symbol",
    source: SOURCE,
    "source-layer": "cases",
    filter: several,
    layout: {
      "text-field": written(),
      "text-font": FONTS,
      "text-size": 12,
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": "#ffffff" },
  });
  map.addLayer({
    id: "case-dots",
    type: "circle",
    source: SOURCE,
    "source-layer": "cases",
    filter: ["==", n, 1],
    paint: {
      "circle-color": lit,
      "circle-radius": ["match", ["get", "urgency"], "urgent", 8.5, "pressing", 7.5, 6.5],
      "circle-stroke-color": ["match", ["get", "urgency"], "urgent", "#16212b", "#ffffff"],
      "circle-stroke-width": 2,
    },
  });
}

/** Asks the server for every tile anew: something has happened. */
export function renewCases(map: LibreMap, posting: string): void {
  map.getSource<VectorTileSource>(SOURCE)?.setTiles([address(posting)]);
}

export function pressedOn(feature: MapGeoJSONFeature): Pressed | null {
  if (feature.geometry.type !== "Point") return null;
  const [lon = 0, lat = 0] = feature.geometry.coordinates;
  const { id, n: count } = feature.properties;
  return { id: numberFrom(textOf(id)), count: numberFrom(textOf(count)) ?? 1, lon, lat };
}
