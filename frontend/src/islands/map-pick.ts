/**
 * Choosing a place: tap or drag on the map, arrow keys on the marker, or the device's position, asked for once.
 * Without WebGL the address field stands alone. Template: parts/map_pick.html
 *
 * <div data-map-pick data-centre-lon="104.06" data-centre-lat="30.65" data-zoom="15" data-place-url="/place/">
 *   <input name="address" data-part="address">
 *   <input type="hidden" name="lon" data-part="lon"> <input type="hidden" name="lat" data-part="lat">
 *   <input type="hidden" name="accuracy_m" data-part="accuracy">
 *   <button type="button" data-part="locate">…</button> <button type="button" data-part="clear">…</button>
 *   <div class="map" data-part="map"></div> <p role="status" data-part="words"></p>
 * </div>
 *
 * Sends `linli:place` (detail: {lon, lat, accuracy} or null) from the element whenever the place changes.
 */
import type { Map as LibreMap, Marker } from "maplibre-gl";
import { island, type Stop } from "../islands";
import { icon, make, numberFrom, part } from "../lib/dom";
import { asCollection, boxOf } from "../lib/geojson";
import { isRecord, jsonPart, textOf } from "../lib/json";
import { whenSeen } from "../lib/when-seen";
import { say } from "../lib/words";
import { canDraw, drawGround, type Library, openMap } from "../map/open";
import { devicePosition, type Place, placeFrom, written } from "../map/place";

const STEP_PX = 8;
const LARGE_STEP_PX = 48;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Drawn {
  map: LibreMap;
  library: Library;
  marker: Marker | null;
}

class PlacePicker {
  private readonly lon: HTMLInputElement | null;
  private readonly lat: HTMLInputElement | null;
  private readonly accuracy: HTMLInputElement | null;
  private readonly words: HTMLElement | null;
  private readonly frame: HTMLElement | null;
  private drawn: Drawn | null = null;
  private question = 0;

  constructor(private readonly root: HTMLElement) {
    this.lon = part(root, "lon", HTMLInputElement);
    this.lat = part(root, "lat", HTMLInputElement);
    this.accuracy = part(root, "accuracy", HTMLInputElement);
    this.words = part(root, "words", HTMLElement);
    this.frame = part(root, "map", HTMLElement);
    part(root, "locate", HTMLButtonElement)?.addEventListener("click", (event) => {
      if (event.currentTarget instanceof HTMLButtonElement) void this.locate(event.currentTarget);
    });
    part(root, "clear", HTMLButtonElement)?.addEventListener("click", () => this.choose(null));
    this.showState();
  }

  get place(): Place | null {
    return placeFrom(this.lon?.value, this.lat?.value);
  }

  private tell(words: string): void {
    if (this.words) this.words.textContent = words;
  }

  private showState(): void {
    const clear = part(this.root, "clear", HTMLButtonElement);
    if (clear) clear.hidden = this.place === null;
  }

  choose(place: Place | null): void {
    if (this.lon) this.lon.value = place ? written(place.lon) : "";
    if (this.lat) this.lat.value = place ? written(place.lat) : "";
    if (this.accuracy) this.accuracy.value = place?.accuracy === null || !place ? "" : String(place.accuracy);
    this.showState();
    this.moveMarker(place);
    this.tell(place ? say("已选好位置，可以拖动标记调整。") : say("已清除位置。"));
    this.root.dispatchEvent(new CustomEvent("linli:place", { bubbles: true, detail: place }));
    if (place) void this.askWords(place);
  }

  /** Puts the place into words, if the page says where to ask. */
  private async askWords(place: Place): Promise<void> {
    const url = this.root.dataset.placeUrl;
    if (!url) return;
    this.question += 1;
    const mine = this.question;
    const answer = await fetch(`${url}?lon=${written(place.lon)}&lat=${written(place.lat)}`, {
      headers: { accept: "application/json" },
    }).catch(() => null);
    const found: unknown = answer?.ok ? await answer.json() : null;
    if (mine === this.question && isRecord(found) && textOf(found.words)) {
      this.tell(say("已选好位置：{words}", { words: textOf(found.words) }));
    }
  }

  private async locate(button: HTMLButtonElement): Promise<void> {
    button.setAttribute("aria-busy", "true");
    this.tell(say("正在确定位置…"));
    try {
      const place = await devicePosition();
      this.choose(place);
      this.drawn?.map.jumpTo({
        center: [place.lon, place.lat],
        zoom: Math.max(this.drawn.map.getZoom(), 16),
      });
    } catch (problem) {
      const denied = problem instanceof Error && problem.message === "denied";
      this.tell(
        denied
          ? say("没有得到定位许可。请在地图上点选，或写清楚地址。")
          : say("现在定不了位。请在地图上点选，或写清楚地址。"),
      );
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** Shows words in place of a map that cannot be drawn. */
  fallBack(): void {
    if (!this.frame) return;
    this.frame.classList.remove("map");
    this.frame.replaceChildren();
    this.tell(say("这台设备打不开地图。请写清楚地址，或用现在的位置。"));
  }

  async draw(): Promise<void> {
    const { frame, root } = this;
    if (!frame) return;
    if (!canDraw()) {
      this.fallBack();
      return;
    }
    const ground = asCollection(jsonPart(root, "polygon") ?? []);
    const start = this.place ?? placeFrom(root.dataset.centreLon, root.dataset.centreLat);
    try {
      const { map, library } = await openMap(frame, {
        style: root.dataset.style,
        centre: start ? [start.lon, start.lat] : null,
        zoom: numberFrom(root.dataset.zoom),
        box: this.place ? null : boxOf(ground),
      });
      this.drawn = { map, library, marker: null };
      if (ground.features.length > 0) drawGround(map, ground);
      map.on("click", (event) =>
        this.choose({ lon: event.lngLat.lng, lat: event.lngLat.lat, accuracy: null }),
      );
      this.addCentreButton(map);
      this.moveMarker(this.place);
    } catch {
      this.fallBack();
    }
  }

  /** For those who move the map with keys: the marker comes to the middle. */
  private addCentreButton(map: LibreMap): void {
    const button = make(
      "button",
      { type: "button", class: "btn btn-ghost" },
      icon("map-pin"),
      say("标在地图中央"),
    );
    button.addEventListener("click", () => {
      const { lng, lat } = map.getCenter();
      this.choose({ lon: lng, lat, accuracy: null });
      this.drawn?.marker?.getElement().focus();
    });
    part(this.root, "locate", HTMLButtonElement)?.after(button);
  }

  private moveMarker(place: Place | null): void {
    if (!this.drawn) return;
    if (!place) {
      this.drawn.marker?.remove();
      this.drawn.marker = null;
      return;
    }
    this.drawn.marker ??= this.newMarker(this.drawn);
    this.drawn.marker.setLngLat([place.lon, place.lat]).addTo(this.drawn.map);
  }

  private newMarker({ map, library }: Drawn): Marker {
    const element = make("button", {
      type: "button",
      class: "map-marker",
      "aria-label": say("位置标记，方向键可移动"),
    });
    element.append(icon("filled-map-pin"));
    const marker = new library.Marker({ element, draggable: true, anchor: "bottom" });
    const keep = () => {
      const { lng, lat } = marker.getLngLat();
      this.choose({ lon: lng, lat, accuracy: null });
    };
    marker.on("dragend", keep);
    element.addEventListener("click", (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const step = event.shiftKey ? LARGE_STEP_PX : STEP_PX;
      const at = map.project(marker.getLngLat());
      marker.setLngLat(map.unproject([at.x + way[0] * step, at.y + way[1] * step]));
      keep();
    });
    return marker;
  }

  stop(): void {
    this.drawn?.map.remove();
  }
}

export const connect = island("map-pick", (element): Stop => {
  const picker = new PlacePicker(element);
  const unwatch = whenSeen(element, () => void picker.draw());
  return () => {
    unwatch();
    picker.stop();
  };
});
