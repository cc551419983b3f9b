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
import type { Map as LibreMap, LngLatBounds, LngLatLike, MapMouseEvent, Popup } from "maplibre-gl";
import { island, type Stop } from "../islands";
import { announce, make, numberFrom, part } from "../lib/dom";
import { isRecord, jsonPart, textOf } from "../lib/json";
import { say } from "../lib/words";
import { addCases, CASE_LAYERS, type Pressed, pressedOn, renewCases } from "../map/cases";
import { canDraw, draw, type Library, openMap } from "../map/open";
import { written } from "../map/place";
import { type Kind, ringText, Selecting } from "../map/selecting";
import { addDensity, removeTheme, showTheme } from "../map/thematic";

const SETTLED_MS = 250;
const RENEW_MS = 60_000;
const HELD_MS = 600;
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

/** The month so many before `month` (2026-03). */
export function monthBefore(month: string, back: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const count = year * 12 + number - 1 - back;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/** The classes of areas that came with a legend. */
export function shadesIn(theme: Element): Map<string, number> {
  const shades = new Map<string, number>();
  const found = jsonPart(theme, "shades");
  for (const [code, shade] of Object.entries(isRecord(found) ? found : {}))
    if (typeof shade === "number") shades.set(code, shade);
  return shades;
}

class Atlas {
  private map: LibreMap | null = null;
  private library: Library | null = null;
  private selecting: Selecting | null = null;
  private popup: Popup | null = null;
  private waiting = 0;
  private holding = 0;
  private readonly pane: HTMLElement | null;
  private readonly posting: string;

  constructor(private readonly root: HTMLElement) {
    this.pane = root.querySelector<HTMLElement>("#case-pane");
    this.posting = root.dataset.posting ?? "";
  }

  async draw(frame: HTMLElement): Promise<void> {
    const [lon, lat] = [numberFrom(this.root.dataset.lon), numberFrom(this.root.dataset.lat)];
    const { map, library } = await openMap(frame, {
      style: this.root.dataset.style,
      centre: lon !== null && lat !== null ? [lon, lat] : null,
      zoom: numberFrom(this.root.dataset.zoom),
      box: null,
      isPage: true,
    });
    this.map = map;
    this.library = library;
    addDensity(map, this.posting);
    addCases(map, this.posting);
    this.addRing(map);
    this.selecting = new Selecting(map, {
      drawn: (ring) => this.select(ringText(ring)),
      told: (words) => this.tell(words),
    });
    this.showLayers();
    this.showTheme();
    this.listen(map);
    this.ask();
    this.root.dataset.ready = "";
  }

  private listen(map: LibreMap): void {
    map.on("moveend", () => this.moved());
    map.on("zoomend", () => this.showWhetherNear());
    map.on("click", (event) => this.press(event));
    map.on("mousemove", (event) => {
      if (!this.selecting?.kind) map.getCanvas().style.cursor = this.at(event) ? "pointer" : "";
    });
    map.on("contextmenu", (event) => {
      event.originalEvent.preventDefault();
      this.offerReport(event.lngLat);
    });
    // A finger that is held means what the right button means.
    const release = () => window.clearTimeout(this.holding);
    map.on("touchstart", (event) => {
      release();
      if (event.points.length === 1 && !this.selecting?.kind)
        this.holding = window.setTimeout(() => this.offerReport(event.lngLat), HELD_MS);
    });
    map.on("touchend", release);
    map.on("touchmove", release);
    map.on("touchcancel", release);
    map.on("movestart", release);
  }

  /** A ring around the case whose row has the focus, or that is open. */
  private addRing(map: LibreMap): void {
    draw(map, "chosen", { type: "FeatureCollection", features: [] });
    map.addLayer({
      id: "chosen",
      type: "circle",
      source: "chosen",
      paint: {
        "circle-radius": 14,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": "#0f5c6e",
        "circle-stroke-width": 3,
      },
    });
  }

  ring(row: Element | null): void {
    if (!(row instanceof HTMLElement) || !this.map) return;
    const [lon, lat] = [numberFrom(row.dataset.lon), numberFrom(row.dataset.lat)];
    if (lon === null || lat === null) return;
    const geometry = { type: "Point" as const, coordinates: [lon, lat] };
    draw(this.map, "chosen", {
      type: "FeatureCollection",
      features: [{ type: "Feature", properties: {}, geometry }],
    });
  }

  private tell(words: string): void {
    const hint = part(this.root, "hint", HTMLElement);
    if (hint) {
      hint.textContent = words;
      hint.hidden = words === "";
    }
    this.showTools();
  }

  /** The list follows the map once it has come to rest, unless something was drawn. */
  private moved(): void {
    window.clearTimeout(this.waiting);
    if (part(this.root, "shape", HTMLInputElement)?.value) return;
    this.waiting = window.setTimeout(() => this.ask(), SETTLED_MS);
  }

  ask(): void {
    const form = part(this.root, "ask", HTMLFormElement);
    const box = part(this.root, "box", HTMLInputElement);
    if (!form || !box || !this.map) return;
    box.value = boxText(this.map.getBounds());
    form.dispatchEvent(new CustomEvent("linli:moved"));
  }

  // -- selecting

  begin(kind: Kind): void {
    if (this.selecting?.kind === kind) this.forget();
    else this.selecting?.begin(kind);
  }

  finish(): void {
    this.selecting?.finish();
  }

  forget(): void {
    this.selecting?.forget();
    this.select("");
  }

  private select(ring: string): void {
    const shape = part(this.root, "shape", HTMLInputElement);
    if (!shape) return;
    const changed = shape.value !== ring;
    shape.value = ring;
    this.showTools();
    if (changed) this.ask();
  }

  private showTools(): void {
    const kind = this.selecting?.kind ?? null;
    const isDrawn = Boolean(part(this.root, "shape", HTMLInputElement)?.value);
    part(this.root, "pick-box", HTMLButtonElement)?.setAttribute("aria-pressed", String(kind === "box"));
    part(this.root, "pick-shape", HTMLButtonElement)?.setAttribute("aria-pressed", String(kind === "shape"));
    const finish = part(this.root, "finish", HTMLButtonElement);
    if (finish) finish.hidden = kind !== "shape";
    const forget = part(this.root, "forget", HTMLButtonElement);
    if (forget) forget.hidden = kind === null && !isDrawn;
  }

  // -- cases

  private at(event: MapMouseEvent): Pressed | null {
    const [first] = this.map?.queryRenderedFeatures(event.point, { layers: CASE_LAYERS }) ?? [];
    return first ? pressedOn(first) : null;
  }

  private press(event: MapMouseEvent): void {
    const pressed = this.selecting?.kind ? null : this.at(event);
    if (!pressed || !this.map) return;
    if (pressed.id !== null) this.open(pressed.id);
    else if (this.map.getZoom() < NEAREST_ZOOM)
      this.map.easeTo({
        center: [pressed.lon, pressed.lat],
        zoom: Math.min(NEAREST_ZOOM, this.map.getZoom() + 2),
      });
    else this.selectAround(event);
  }

  /** Cases in one place that no zoom takes apart: the list shows them. */
  private selectAround(event: MapMouseEvent): void {
    const { map } = this;
    if (!map) return;
    const { x, y } = event.point;
    const corners: [number, number][] = [
      [x - 24, y - 24],
      [x + 24, y - 24],
      [x + 24, y + 24],
      [x - 24, y + 24],
    ];
    this.select(ringText(corners.map((corner) => map.unproject(corner).toArray())));
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

  // -- reporting

  offerReportInTheMiddle(): void {
    if (this.map) this.offerReport(this.map.getCenter());
  }

  /** At a place of the map: where that is, and the way to the form of a report from there. */
  private offerReport(where: LngLatLike): void {
    if (!this.map || !this.library || this.selecting?.kind) return;
    const { lng, lat } = this.library.LngLat.convert(where);
    const query = `lon=${written(lng)}&lat=${written(lat)}`;
    const words = make("p", { class: "atlas-popup-words" }, say("正在确定位置…"));
    const content = make("div", { class: "atlas-popup" }, words);
    const url = this.root.dataset.reportUrl;
    if (url)
      content.append(
        make("a", { class: "btn btn-primary btn-sm", href: `${url}?${query}` }, say("在这里上报")),
      );
    this.popup?.remove();
    this.popup = new this.library.Popup({ closeButton: false, maxWidth: "280px", offset: 8 })
      .setLngLat([lng, lat])
      .setDOMContent(content)
      .addTo(this.map);
    void this.nameThePlace(words, query);
  }

  private async nameThePlace(words: HTMLElement, query: string): Promise<void> {
    const answer = await fetch(`${this.root.dataset.placeUrl ?? ""}?${query}`, {
      headers: { accept: "application/json" },
    }).catch(() => null);
    const found: unknown = answer?.ok ? await answer.json() : null;
    words.textContent = (isRecord(found) && textOf(found.words)) || say("辖区以外，或还没有划网格");
  }

  go(lon: number, lat: number): void {
    this.map?.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 16) });
    this.offerReport([lon, lat]);
  }

  // -- layers

  showLayers(): void {
    const { map } = this;
    if (!map) return;
    for (const box of this.root.querySelectorAll<HTMLInputElement>("input[data-layers]")) {
      for (const layer of (box.dataset.layers ?? "").split(" ")) {
        if (map.getLayer(layer)) map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
      }
    }
  }

  /** The shades of the legend that the server has just given. */
  showTheme(): void {
    const { map } = this;
    if (!map) return;
    const theme = this.root.querySelector<HTMLElement>("[data-theme]");
    if (!theme) {
      removeTheme(map);
      return;
    }
    showTheme(map, {
      level: theme.dataset.level ?? "",
      version: this.root.dataset.version ?? "",
      firstZoom: numberFrom(theme.dataset.firstZoom) ?? 0,
      shades: shadesIn(theme),
    });
    this.showWhetherNear();
  }

  private showWhetherNear(): void {
    const theme = this.root.querySelector<HTMLElement>("[data-theme]");
    const note = theme && part(theme, "too-far", HTMLElement);
    if (note && this.map) note.hidden = this.map.getZoom() >= (numberFrom(theme.dataset.firstZoom) ?? 0);
  }

  /** The slider runs to the right as time does; the form counts months back. */
  slide(): void {
    const slider = part(this.root, "back", HTMLInputElement);
    const months = part(this.root, "back-months", HTMLInputElement);
    const month = part(this.root, "month", HTMLOutputElement);
    if (!slider || !months || !month) return;
    const back = Number(slider.max) - Number(slider.value);
    months.value = String(back);
    month.textContent = monthBefore(slider.dataset.month ?? "", back);
  }

  /** Something has happened to a case: tiles and list are asked for anew. */
  renew(): void {
    if (!this.map || document.hidden) return;
    renewCases(this.map, this.posting);
    this.ask();
  }

  remove(): void {
    window.clearTimeout(this.waiting);
    window.clearTimeout(this.holding);
    this.map?.remove();
  }
}

function fallBack(frame: HTMLElement): void {
  frame.replaceChildren(make("div", { class: "map-fallback" }, say("这台设备打不开地图。")));
}

function click(atlas: Atlas, event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("#case-pane .btn-back")) {
    event.preventDefault();
    atlas.close();
  }
  const hit = event.target.closest<HTMLElement>("[data-go-lon]");
  const [lon, lat] = [numberFrom(hit?.dataset.goLon), numberFrom(hit?.dataset.goLat)];
  if (lon !== null && lat !== null) {
    atlas.go(lon, lat);
    hit?.closest(".atlas-hits")?.remove();
  }
  const tools: Record<string, () => void> = {
    "pick-box": () => atlas.begin("box"),
    "pick-shape": () => atlas.begin("shape"),
    finish: () => atlas.finish(),
    forget: () => atlas.forget(),
    report: () => atlas.offerReportInTheMiddle(),
  };
  tools[event.target.closest<HTMLElement>("button[data-part]")?.dataset.part ?? ""]?.();
}

function key(atlas: Atlas, event: KeyboardEvent): void {
  const onMap = event.target instanceof HTMLCanvasElement;
  if (event.key === "Escape" && onMap) atlas.forget();
  if (event.key === "Enter" && onMap) atlas.finish();
}

function listen(element: HTMLElement, atlas: Atlas): Stop {
  const leaving = new AbortController();
  const { signal } = leaving;
  element.addEventListener("click", (event) => click(atlas, event), { signal });
  element.addEventListener("keydown", (event) => key(atlas, event), { signal });
  element.addEventListener("input", () => atlas.slide(), { signal });
  element.addEventListener("change", () => atlas.showLayers(), { signal });
  for (const kind of ["focusin", "mouseover"])
    element.addEventListener(
      kind,
      (event) => {
        if (event.target instanceof Element) atlas.ring(event.target.closest("[data-queue-row]"));
      },
      { signal },
    );
  document.addEventListener("linli:counts", () => atlas.renew(), { signal });
  return () => leaving.abort();
}

export const connect = island("atlas", (element): Stop | undefined => {
  const frame = part(element, "map", HTMLElement);
  if (!frame) return undefined;
  const atlas = new Atlas(element);
  const stop = listen(element, atlas);
  const theme = element.querySelector("#atlas-theme");
  const watcher = new MutationObserver(() => atlas.showTheme());
  if (theme) watcher.observe(theme, { childList: true });
  const timer = window.setInterval(() => atlas.renew(), RENEW_MS);
  if (canDraw()) atlas.draw(frame).catch(() => fallBack(frame));
  else fallBack(frame);
  return () => {
    window.clearInterval(timer);
    watcher.disconnect();
    stop();
    atlas.remove();
  };
});
