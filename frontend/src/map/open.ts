import worker from "worker:maplibre-gl/dist/maplibre-gl-worker.mjs";
import type { FeatureCollection } from "geojson";
import type {
  GeoJSONSource,
  Map as LibreMap,
  LngLatBoundsLike,
  MapOptions,
  StyleSpecification,
} from "maplibre-gl";
import type { Box } from "../lib/geojson";
import { say } from "../lib/words";

export type Library = typeof import("maplibre-gl");

const STYLE = "/map/style.json";

let library: Promise<Library> | null = null;

function loadStyles(): Promise<void> {
  const address = document.documentElement.dataset.mapStyles;
  if (!address || document.querySelector("link[data-map-styles]")) return Promise.resolve();
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.dataset.mapStyles = "";
    link.onload = () => done();
    link.onerror = () => done();
    document.head.append(link);
  });
}

/** The map library and its styles, fetched when the first map on a page needs them. */
export function mapLibrary(): Promise<Library> {
  library ??= Promise.all([import("maplibre-gl"), loadStyles()]).then(([loaded]) => {
    loaded.setWorkerUrl(new URL(worker, import.meta.url).href);
    return loaded;
  });
  return library;
}

/** Whether this browser can draw the map; an old one gets words instead. */
export function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

const absolute = (url: string): string => (url.startsWith("/") ? new URL(url, location.origin).href : url);

/** The style that the server gives, with the middle of its ground; the map library checks it as it draws. */
async function styleFrom(address: string): Promise<StyleSpecification> {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`style: ${answer.status}`);
  return answer.json();
}

export interface Opening {
  style: string | undefined;
  centre: [number, number] | null;
  zoom: number | null;
  box: Box | null;
  /** Makes another style of the one that the server gives. */
  change?: (style: StyleSpecification) => StyleSpecification;
  /** A map that is the page: one finger moves it, and the address remembers where it stands. */
  isPage?: boolean;
}

const WORDS = () => ({
  "NavigationControl.ZoomIn": say("放大"),
  "NavigationControl.ZoomOut": say("缩小"),
  "NavigationControl.ResetBearing": say("转回正北"),
  "Map.Title": say("地图"),
  "Marker.Title": say("位置"),
  "AttributionControl.ToggleAttribution": say("地图来源"),
  "CooperativeGesturesHandler.WindowsHelpText": say("按住 Ctrl 滚动可缩放"),
  "CooperativeGesturesHandler.MacHelpText": say("按住 ⌘ 滚动可缩放"),
  "CooperativeGesturesHandler.MobileHelpText": say("用两根手指移动地图"),
});

/** A map in `frame`; rejects when it cannot be drawn here. */
export async function openMap(
  frame: HTMLElement,
  opening: Opening,
): Promise<{ map: LibreMap; library: Library }> {
  const [loaded, style] = await Promise.all([mapLibrary(), styleFrom(opening.style ?? STYLE)]);
  const options: MapOptions = {
    container: frame,
    style: opening.change?.(style) ?? style,
    attributionControl: false,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // or paper would show an empty frame
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: !opening.isPage && matchMedia("(pointer: coarse)").matches,
    hash: opening.isPage ? "map" : false,
    locale: WORDS(),
    transformRequest: (url) => ({ url: absolute(url) }),
    maxZoom: 19,
    minZoom: 6,
  };
  if (opening.centre) {
    options.center = opening.centre;
    options.zoom = opening.zoom ?? 15;
  }
  if (opening.box) {
    options.bounds = opening.box as LngLatBoundsLike;
    options.fitBoundsOptions = { padding: 32, maxZoom: 17 };
  }
  const map = new loaded.Map(options);
  map.touchZoomRotate.disableRotation();
  map.addControl(new loaded.NavigationControl({ showCompass: false }), "top-right");
  const isOurs = Object.values(style.sources).every((source) => !("attribution" in source));
  if (!isOurs) map.addControl(new loaded.AttributionControl({ compact: true }), "bottom-left");
  await new Promise<void>((done) => {
    map.once("style.load", () => done());
  });
  return { map, library: loaded };
}

/** Gives a source of the map other things to draw. */
export function draw(map: LibreMap, source: string, collection: FeatureCollection): void {
  const found = map.getSource<GeoJSONSource>(source);
  if (found) void found.setData(collection);
  else map.addSource(source, { type: "geojson", data: collection });
}

/** A ground as an outline with a faint fill. */
export function drawGround(map: LibreMap, collection: FeatureCollection, source = "ground"): void {
  draw(map, source, collection);
  if (map.getLayer(`${source}-fill`)) return;
  map.addLayer({
    id: `${source}-fill`,
    type: "fill",
    source,
    paint: { "fill-color": "#0f5c6e", "fill-opacity": 0.08 },
  });
  map.addLayer({
    id: `${source}-line`,
    type: "line",
    source,
    paint: { "line-color": "#0f5c6e", "line-width": 2 },
  });
}
