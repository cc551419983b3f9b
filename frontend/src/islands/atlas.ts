/**
 * 图上办公: open cases on a map that fills the page, with the list of what is in view beside it.
 * Template: desk/atlas/atlas.html
 *
 * <div data-atlas data-panes data-lon="104.06" data-lat="30.65" data-zoom="12" data-posting="7">
 *   <form data-part="ask" hx-get="…" hx-trigger="linli:moved"> <input data-part="box"> <input data-part="shape"> </form>
 *   <div class="map" data-part="map"></div>
 *   <input type="checkbox" data-layers="case-dots case-clusters">        shows and hides layers
 *   <section id="case-pane"></section>
 * </div>
 *
 * The map asks for the list through the form, which htmx sends; a case pressed on the map opens in the pane.
 */
import type { Map as LibreMap, LngLatBounds, MapMouseEvent } from "maplibre-gl";
import { island, type Stop } from "../islands";
import { announce, make, numberFrom, part } from "../lib/dom";
import { say } from "../lib/words";
import { addCases, CASE_LAYERS, type Pressed, pressedOn, renewCases } from "../map/cases";
import { canDraw, openMap } from "../map/open";
import { written } from "../map/place";

const SETTLED_MS = 250;
const RENEW_MS = 60_000;
const NEAREST_ZOOM = 18;

interface Htmx {
  ajax(verb: string, path: string, context: Record<string, unknown>): Promise<unknown>;
}
declare global {
  interface Window {
    htmx?: Htmx;
  }
}

const boxText = (bounds: LngLatBounds): string =>
  [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map(written).join(",");

class Atlas {
  private map: LibreMap | null = null;
  private waiting = 0;
  private readonly pane: HTMLElement | null;
  private readonly posting: string;

  constructor(private readonly root: HTMLElement) {
    this.pane = root.querySelector<HTMLElement>("#case-pane");
    this.posting = root.dataset.posting ?? "";
  }

  async draw(frame: HTMLElement): Promise<void> {
    const [lon, lat] = [numberFrom(this.root.dataset.lon), numberFrom(this.root.dataset.lat)];
    const { map } = await openMap(frame, {
      style: this.root.dataset.style,
      centre: lon !== null && lat !== null ? [lon, lat] : null,
      zoom: numberFrom(this.root.dataset.zoom),
      box: null,
      isPage: true,
    });
    this.map = map;
    addCases(map, this.posting);
    this.showLayers();
    map.on("moveend", () => this.moved());
    map.on("click", (event) => this.press(event));
    map.on("mousemove", (event) => {
      map.getCanvas().style.cursor = this.at(event) ? "pointer" : "";
    });
    this.ask();
  }

  /** The list follows the map once it has come to rest. */
  private moved(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.ask(), SETTLED_MS);
  }

  ask(): void {
    const form = part(this.root, "ask", HTMLFormElement);
    const box = part(this.root, "box", HTMLInputElement);
    if (!form || !box || !this.map) return;
    box.value = boxText(this.map.getBounds());
    form.dispatchEvent(new CustomEvent("linli:moved"));
  }

  private at(event: MapMouseEvent): Pressed | null {
    const [first] = this.map?.queryRenderedFeatures(event.point, { layers: CASE_LAYERS }) ?? [];
    return first ? pressedOn(first) : null;
  }

  private press(event: MapMouseEvent): void {
    const pressed = this.at(event);
    if (!pressed || !this.map) return;
    if (pressed.id !== null) this.open(pressed.id);
    else
      this.map.easeTo({
        center: [pressed.lon, pressed.lat],
        zoom: Math.min(NEAREST_ZOOM, this.map.getZoom() + 2),
      });
  }

  open(id: number): void {
    const row = this.root.querySelector<HTMLElement>(`#row-${id} [data-queue-open]`);
    if (row) row.click();
    else void window.htmx?.ajax("GET", `/desk/cases/${id}/`, { target: "#case-pane", swap: "innerHTML" });
  }

  /** Back to the list and the map, where the focus was before. */
  close(): void {
    const open = this.pane?.querySelector<HTMLElement>("[data-case]")?.dataset.case;
    this.pane?.replaceChildren();
    this.root.removeAttribute("data-open");
    for (const row of this.root.querySelectorAll("[data-queue-row][aria-current]"))
      row.removeAttribute("aria-current");
    this.root.querySelector<HTMLElement>(`#row-${open} [data-queue-open]`)?.focus();
    announce(say("已关上办件"));
  }

  showLayers(): void {
    const { map } = this;
    if (!map) return;
    for (const box of this.root.querySelectorAll<HTMLInputElement>("input[data-layers]")) {
      for (const layer of (box.dataset.layers ?? "").split(" ")) {
        if (map.getLayer(layer)) map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
      }
    }
  }

  /** Something has happened to a case: tiles and list are asked for anew. */
  renew(): void {
    if (!this.map || document.hidden) return;
    renewCases(this.map, this.posting);
    this.ask();
  }

  remove(): void {
    window.clearTimeout(this.waiting);
    this.map?.remove();
  }
}

function fallBack(frame: HTMLElement): void {
  frame.replaceChildren(make("div", { class: "map-fallback" }, say("这台设备打不开地图。")));
}

export const connect = island("atlas", (element): Stop | undefined => {
  const frame = part(element, "map", HTMLElement);
  if (!frame) return undefined;
  const atlas = new Atlas(element);
  const leaving = new AbortController();
  const { signal } = leaving;
  element.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("#case-pane .btn-back")) return;
      event.preventDefault();
      atlas.close();
    },
    { signal },
  );
  element.addEventListener("change", () => atlas.showLayers(), { signal });
  document.addEventListener("linli:counts", () => atlas.renew(), { signal });
  const timer = window.setInterval(() => atlas.renew(), RENEW_MS);
  if (canDraw()) atlas.draw(frame).catch(() => fallBack(frame));
  else fallBack(frame);
  return () => {
    window.clearInterval(timer);
    leaving.abort();
    atlas.remove();
  };
});
