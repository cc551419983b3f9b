/**
 * A place, a ground, or many points on the base map, to look at. Template: parts/map_view.html
 *
 * <div data-map-view data-lon="104.06" data-lat="30.65" data-zoom="16" data-style="/map/style.json">
 *   <script type="application/json" data-part="polygon">{"type": "Polygon", …}</script>
 *   <script type="application/json" data-part="points">{"type": "FeatureCollection", …}</script>
 *   <div class="map" data-part="map" role="group" aria-label="…"></div>
 * </div>
 *
 * Points carry properties title, url and light (green, yellow, red, idle); pressing one opens its url.
 */
import type { Feature, FeatureCollection } from "geojson";
import type { Map as LibreMap } from "maplibre-gl";
import { island, type Stop } from "../islands";
import { icon, make, numberFrom, part } from "../lib/dom";
import { asCollection, boxOf } from "../lib/geojson";
import { jsonPart, textOf } from "../lib/json";
import { whenSeen } from "../lib/when-seen";
import { say } from "../lib/words";
import { canDraw, drawGround, type Library, openMap } from "../map/open";
import { type Place, placeFrom } from "../map/place";

/** Up to so many points are buttons that a keyboard reaches; more are drawn as dots, and the list beside serves keys. */
const MOST_BUTTONS = 200;

function pointElement(feature: Feature): HTMLElement {
  const title = textOf(feature.properties?.title) || say("位置");
  const url = textOf(feature.properties?.url);
  const light = textOf(feature.properties?.light) || "idle";
  const attributes = { class: "map-dot", "data-light": light, "aria-label": title, title };
  return url ? make("a", { ...attributes, href: url }) : make("span", { ...attributes, role: "img" });
}

function drawPoints(map: LibreMap, library: Library, points: FeatureCollection): void {
  for (const feature of points.features.slice(0, MOST_BUTTONS)) {
    if (feature.geometry.type !== "Point") continue;
    const [lon = 0, lat = 0] = feature.geometry.coordinates;
    new library.Marker({ element: pointElement(feature) }).setLngLat([lon, lat]).addTo(map);
  }
}

function drawPlace(map: LibreMap, library: Library, place: Place): void {
  const element = make(
    "span",
    { class: "map-marker", role: "img", "aria-label": say("位置") },
    icon("filled-map-pin"),
  );
  new library.Marker({ element, anchor: "bottom" }).setLngLat([place.lon, place.lat]).addTo(map);
}

function fallBack(frame: HTMLElement): void {
  frame.replaceChildren(make("div", { class: "map-fallback" }, say("这台设备打不开地图。")));
}

async function show(element: HTMLElement, frame: HTMLElement): Promise<LibreMap | null> {
  const place = placeFrom(element.dataset.lon, element.dataset.lat);
  const ground = asCollection(jsonPart(element, "polygon") ?? []);
  const points = asCollection(jsonPart(element, "points") ?? []);
  const all = { ...ground, features: [...ground.features, ...points.features] };
  const { map, library } = await openMap(frame, {
    style: element.dataset.style,
    centre: place && [place.lon, place.lat],
    zoom: numberFrom(element.dataset.zoom) ?? 16,
    box: place ? null : boxOf(all),
  });
  if (ground.features.length > 0) drawGround(map, ground);
  drawPoints(map, library, points);
  if (place) drawPlace(map, library, place);
  return map;
}

export const connect = island("map-view", (element): Stop | undefined => {
  const frame = part(element, "map", HTMLElement);
  if (!frame) return undefined;
  if (!canDraw()) {
    fallBack(frame);
    return undefined;
  }
  let map: LibreMap | null = null;
  const unwatch = whenSeen(frame, () => {
    show(element, frame).then(
      (opened) => {
        map = opened;
      },
      () => fallBack(frame),
    );
  });
  return () => {
    unwatch();
    map?.remove();
  };
});
