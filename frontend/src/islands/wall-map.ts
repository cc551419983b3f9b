/**
 * The map in the middle of the wall: the ground of the posting at night, its open cases, and a pulse where something
 * has just happened. Pressing a case (or, with the second button, any place) asks for an instruction.
 *
 * <section data-wall-map data-ground="990101" data-posting="7" data-instruct="/command/instruct/">
 *   <div class="map" data-part="map"></div>
 * </section>
 */
import type { Map as LibreMap, MapMouseEvent } from "maplibre-gl";
import { nightStyle } from "../command/dark";
import type { Step } from "../command/live";
import { island, type Stop } from "../islands";
import { make, part } from "../lib/dom";
import { asCollection, boxOf } from "../lib/geojson";
import { say } from "../lib/words";
import { addCases, CASE_LAYERS, pressedOn, renewCases } from "../map/cases";
import { canDraw, draw, type Library, openMap } from "../map/open";

const PULSE_MS = 8_000;
const RENEW_MS = 3_000;
/** So many pulses at once say "much"; more would say nothing. */
const MOST = 24;

async function groundOf(code: string) {
  const answer = await fetch(`/map/ground.json?code=${encodeURIComponent(code)}`);
  return asCollection(answer.ok ? await answer.json() : []);
}

/** Where words stand just now, so that none are written over others. */
const written: { x: number; y: number }[] = [];
const WIDE = 300;
const HIGH = 30;

function pulse(map: LibreMap, library: Library, step: Step): void {
  if (!step.point) return;
  const said = `${step.words} · ${step.matter}`;
  const element = make("div", { class: "wall-pulse", role: "img", "aria-label": said });
  const at = map.project(step.point);
  const isFree = !written.some(({ x, y }) => Math.abs(x - at.x) < WIDE && Math.abs(y - at.y) < HIGH);
  if (isFree) {
    element.append(make("span", { class: "wall-pulse-words" }, said));
    if (at.x > map.getContainer().clientWidth * 0.6) element.dataset.side = "left";
    written.push(at);
  }
  const marker = new library.Marker({ element }).setLngLat(step.point).addTo(map);
  setTimeout(() => {
    marker.remove();
    if (isFree) written.splice(written.indexOf(at), 1);
  }, PULSE_MS);
}

/** On the wall cases are a little larger, and their discs dark. */
function onWall(map: LibreMap): void {
  map.setPaintProperty("case-dots", "circle-radius", 7);
  map.setPaintProperty("case-dots", "circle-stroke-color", "#0a1216");
  map.setPaintProperty("case-clusters", "circle-color", "#1d4a57");
  map.setPaintProperty("case-clusters", "circle-radius", [
    "step",
    ["get", "n"],
    14,
    10,
    17,
    100,
    21,
    1000,
    26,
    10_000,
    32,
  ]);
  map.setLayoutProperty("case-counts", "text-size", 15);
}

/** The map is drawn for 1920 pixels and enlarged with everything else, as sharp as the screen is. */
function enlarge(frame: HTMLElement): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const scale = rem / 16;
  frame.style.width = frame.style.height = `${100 / scale}%`;
  frame.style.transformOrigin = "0 0";
  frame.style.transform = `scale(${scale})`;
  return scale * devicePixelRatio;
}

function askFor(element: HTMLElement, query: string): void {
  const address = element.dataset.instruct;
  if (!address) return;
  element.dispatchEvent(new CustomEvent("linli:ask", { bubbles: true, detail: `${address}?${query}` }));
}

function answerPresses(map: LibreMap, element: HTMLElement): void {
  if (!element.dataset.instruct) return;
  map.on("click", CASE_LAYERS, (event) => {
    const [first] = event.features ?? [];
    const pressed = first ? pressedOn(first) : null;
    if (pressed?.id) askFor(element, `case=${pressed.id}`);
    else if (pressed) map.easeTo({ center: [pressed.lon, pressed.lat], zoom: map.getZoom() + 2 });
  });
  map.on("contextmenu", (event: MapMouseEvent) =>
    askFor(element, `lon=${event.lngLat.lng.toFixed(6)}&lat=${event.lngLat.lat.toFixed(6)}`),
  );
  for (const layer of CASE_LAYERS) {
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("is-pressable"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("is-pressable"));
  }
}

async function show(element: HTMLElement, frame: HTMLElement): Promise<{ map: LibreMap; library: Library }> {
  enlarge(frame);
  const ground = await groundOf(element.dataset.ground ?? "");
  const opened = await openMap(frame, {
    style: undefined,
    centre: null,
    zoom: null,
    box: boxOf(ground),
    change: nightStyle,
  });
  const { map } = opened;
  map.setPixelRatio(enlarge(frame));
  draw(map, "ground", ground);
  map.addLayer({
    id: "ground-line",
    type: "line",
    source: "ground",
    paint: { "line-color": "#5fb4c6", "line-width": 2, "line-opacity": 0.7 },
  });
  addCases(map, element.dataset.posting ?? "");
  onWall(map);
  answerPresses(map, element);
  return opened;
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
  const leaving = new AbortController();
  let map: LibreMap | null = null;
  let renewing: ReturnType<typeof setTimeout> | undefined;
  show(element, frame).then((opened) => {
    map = opened.map;
    const hear = (event: Event): void => {
      const steps = (event as CustomEvent<Step[]>).detail;
      for (const step of steps.slice(-MOST).reverse()) pulse(opened.map, opened.library, step);
      renewing ??= setTimeout(() => {
        renewing = undefined;
        renewCases(opened.map, element.dataset.posting ?? "");
      }, RENEW_MS);
    };
    document.addEventListener("linli:steps", hear, { signal: leaving.signal });
    element.dataset.drawn = "true";
    addEventListener("resize", () => opened.map.setPixelRatio(enlarge(frame)), { signal: leaving.signal });
  }, fallBack);
  return () => {
    leaving.abort();
    clearTimeout(renewing);
    map?.remove();
  };
});
