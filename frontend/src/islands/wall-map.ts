/**
 * The map in the middle of the wall: the ground of the posting, at night.
 *
 * <section data-wall-map data-ground="990101"><div class="map" data-part="map"></div></section>
 */
import type { Map as LibreMap } from "maplibre-gl";
import { nightStyle } from "../command/dark";
import { island, type Stop } from "../islands";
import { make, part } from "../lib/dom";
import { asCollection, boxOf } from "../lib/geojson";
import { say } from "../lib/words";
import { canDraw, draw, openMap } from "../map/open";

async function groundOf(code: string) {
  const answer = await fetch(`/map/ground.json?code=${encodeURIComponent(code)}`);
  return asCollection(answer.ok ? await answer.json() : []);
}

async function show(element: HTMLElement, frame: HTMLElement): Promise<LibreMap> {
  const ground = await groundOf(element.dataset.ground ?? "");
  const { map } = await openMap(frame, {
    style: undefined,
    centre: null,
    zoom: null,
    box: boxOf(ground),
    change: nightStyle,
  });
  draw(map, "ground", ground);
  map.addLayer({
    id: "ground-line",
    type: "line",
    source: "ground",
    paint: { "line-color": "#5fb4c6", "line-width": 2, "line-opacity": 0.7 },
  });
  return map;
}

export const connect = island("wall-map", (element): Stop | undefined => {
  const frame = part(element, "map", HTMLElement);
  if (!frame) return undefined;
  const fallBack = () =>
    frame.replaceChildren(make("div", { class: "map-fallback" }, say("这台设备打不开地图。")));
  if (!canDraw()) {
    fallBack();
    return undefined;
  }
  let map: LibreMap | null = null;
  show(element, frame).then((opened) => {
    map = opened;
  }, fallBack);
  return () => map?.remove();
});
