/**
 * Drawing, redrawing, splitting and merging grids on the map; the form says the same to the server without the map.
 * Template: parts/grid_edit.html
 *
 * <form method="post" data-grid-edit data-style="/map/style.json">
 *   <input type="radio" name="operation" value="draw|redraw|split|merge">
 *   <input type="checkbox" name="chosen" value="520102001001001">     one for each grid
 *   <textarea name="geojson" data-part="geojson"></textarea>           Polygon to draw or redraw, LineString to split
 *   <script type="application/json" data-part="grids">…</script>       features with properties code and name
 *   <script type="application/json" data-part="outline">…</script>     the ground that the grids fill
 *   <script type="application/json" data-part="problems">…</script>    overlaps and gaps found, with property words
 *   <div class="map" data-part="map"></div> <p role="status" data-part="words"></p>
 *   <button type="button" data-part="undo">…</button> <button type="button" data-part="clear">…</button>
 * </form>
 *
 * A press near a corner or an edge lands exactly on it (Alt leaves it free), so that neighbours meet without a gap.
 */
import type { Feature, FeatureCollection, Position } from "geojson";
import type { Map as LibreMap, MapMouseEvent } from "maplibre-gl";
import { island, type Stop } from "../islands";
import { part } from "../lib/dom";
import { asCollection, boxOf } from "../lib/geojson";
import { jsonPart, parsed, textOf } from "../lib/json";
import { say } from "../lib/words";
import { canDraw, draw, openMap } from "../map/open";
import { ringsOf, snapped } from "../map/snap";

type Operation = "draw" | "redraw" | "split" | "merge";

const REACH_PX = 12;
const OPERATIONS: Operation[] = ["draw", "redraw", "split", "merge"];
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

const HELP = (): Record<Operation, string> => ({
  draw: say("在地图上逐点画出新网格的边界，至少三个点。靠近已有边界时会自动贴合。"),
  redraw: say("先选一个网格，再重新画出它的边界。"),
  split: say("先选一个网格，再画一条穿过它的线。"),
  merge: say("选两个以上相邻的网格，合并成一个。"),
});

/** What the form sends for the points drawn so far: a closed ring, a line, or nothing yet. */
export function geometryOf(operation: Operation, points: Position[]): string {
  const rounded = points.map((point) => point.map((value) => Math.round(value * 1e7) / 1e7));
  const first = rounded[0];
  if (operation === "split" && rounded.length >= 2)
    return JSON.stringify({ type: "LineString", coordinates: rounded });
  if ((operation === "draw" || operation === "redraw") && rounded.length >= 3 && first)
    return JSON.stringify({ type: "Polygon", coordinates: [[...rounded, first]] });
  return "";
}

/** The points of a shape that somebody pasted; null when it is no shape we know. */
export function pointsOf(text: string): Position[] | null {
  const [feature] = asCollection(parsed(text)).features;
  if (feature?.geometry.type === "LineString") return feature.geometry.coordinates;
  if (feature?.geometry.type === "Polygon") return feature.geometry.coordinates[0]?.slice(0, -1) ?? null;
  return null;
}

/** The drawn points as features: corners, the line between them, and the area once there is one. */
export function sketch(operation: Operation, points: Position[]): FeatureCollection {
  const features: Feature[] = points.map((coordinates) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates },
  }));
  const first = points[0];
  if (points.length >= 2)
    features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } });
  if (operation !== "split" && points.length >= 3 && first)
    features.push({
      type: "Feature",
      properties: {},
      geometry: { type: "Polygon", coordinates: [[...points, first]] },
    });
  return { type: "FeatureCollection", features };
}

class GridEdit {
  private points: Position[] = [];
  private map: LibreMap | null = null;
  private readonly grids: FeatureCollection;
  private readonly outline: FeatureCollection;
  private readonly problems: FeatureCollection;
  private readonly text: HTMLTextAreaElement | null;
  private readonly words: HTMLElement | null;

  constructor(private readonly root: HTMLElement) {
    this.grids = asCollection(jsonPart(root, "grids") ?? []);
    this.outline = asCollection(jsonPart(root, "outline") ?? []);
    this.problems = asCollection(jsonPart(root, "problems") ?? []);
    this.text = part(root, "geojson", HTMLTextAreaElement);
    this.words = part(root, "words", HTMLElement);
    this.points = pointsOf(this.text?.value ?? "") ?? [];
    root.addEventListener("change", (event) => this.changed(event));
    part(root, "undo", HTMLButtonElement)?.addEventListener("click", () =>
      this.setPoints(this.points.slice(0, -1)),
    );
    part(root, "clear", HTMLButtonElement)?.addEventListener("click", () => this.setPoints([]));
    this.tell();
  }

  private get operation(): Operation {
    const value = this.root.querySelector<HTMLInputElement>("[name=operation]:checked")?.value;
    return OPERATIONS.find((one) => one === value) ?? "draw";
  }

  private boxes(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>("input[name=chosen]")];
  }

  private chosen(): string[] {
    return this.boxes()
      .filter((box) => box.checked)
      .map((box) => box.value);
  }

  private tell(words = HELP()[this.operation]): void {
    if (this.words) this.words.textContent = words;
  }

  private changed(event: Event): void {
    if (event.target === this.text) {
      const points = pointsOf(this.text?.value ?? "");
      if (points) this.setPoints(points, false);
      else this.tell(this.text?.value.trim() ? say("这段文字不是可用的 GeoJSON。") : undefined);
      return;
    }
    if (event.target instanceof HTMLInputElement && event.target.name === "operation") {
      this.setPoints(this.points);
      this.tell();
    }
    this.drawGrids();
  }

  private setPoints(points: Position[], write = true): void {
    this.points = points;
    if (write && this.text) this.text.value = geometryOf(this.operation, points);
    if (this.map) draw(this.map, "sketch", sketch(this.operation, points));
    if (points.length > 0) this.tell(say("已画 {n} 个点", { n: points.length }));
    this.frameShape(write);
  }

  /** A shape that was pasted is brought into view. */
  private frameShape(drawnByHand: boolean): void {
    const box = drawnByHand ? null : boxOf(sketch(this.operation, this.points));
    if (box) this.map?.fitBounds(box, { padding: 48, maxZoom: 17, animate: false });
  }

  async open(frame: HTMLElement): Promise<void> {
    const all = { ...EMPTY, features: [...this.outline.features, ...this.grids.features] };
    const { map } = await openMap(frame, {
      style: this.root.dataset.style,
      centre: null,
      zoom: null,
      box: boxOf(all),
    });
    this.map = map;
    map.doubleClickZoom.disable();
    this.addLayers(map);
    this.drawGrids();
    this.setPoints(this.points, false);
    map.on("click", (event) => this.press(event));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Backspace") this.setPoints(this.points.slice(0, -1));
      if (event.key === "Enter") this.add([map.getCenter().lng, map.getCenter().lat]);
    });
  }

  private addLayers(map: LibreMap): void {
    const brand = "#0f5c6e";
    draw(map, "outline", this.outline);
    draw(map, "grids", EMPTY);
    draw(map, "problems", this.problems);
    draw(map, "sketch", EMPTY);
    map.addLayer({
      id: "grids-fill",
      type: "fill",
      source: "grids",
      paint: {
        "fill-color": brand,
        "fill-opacity": ["case", ["boolean", ["get", "chosen"], false], 0.28, 0.05],
      },
    });
    map.addLayer({
      id: "grids-line",
      type: "line",
      source: "grids",
      paint: { "line-color": brand, "line-width": ["case", ["boolean", ["get", "chosen"], false], 2.5, 1.2] },
    });
    map.addLayer({
      id: "outline-line",
      type: "line",
      source: "outline",
      paint: { "line-color": "#3a4a55", "line-width": 2, "line-dasharray": [4, 2] },
    });
    map.addLayer({
      id: "problems-fill",
      type: "fill",
      source: "problems",
      paint: { "fill-color": "#d93a2f", "fill-opacity": 0.45 },
    });
    map.addLayer({
      id: "problems-line",
      type: "line",
      source: "problems",
      paint: { "line-color": "#b0231c", "line-width": 2 },
    });
    map.addLayer({
      id: "sketch-fill",
      type: "fill",
      source: "sketch",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": "#1f7fd1", "fill-opacity": 0.18 },
    });
    map.addLayer({
      id: "sketch-line",
      type: "line",
      source: "sketch",
      paint: { "line-color": "#1f7fd1", "line-width": 2.5 },
    });
    map.addLayer({
      id: "sketch-points",
      type: "circle",
      source: "sketch",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 5,
        "circle-color": "#fff",
        "circle-stroke-color": "#1f7fd1",
        "circle-stroke-width": 2,
      },
    });
  }

  /** The grids with those chosen marked; the boxes of the form are what is true. */
  private drawGrids(): void {
    if (!this.map) return;
    const chosen = new Set(this.chosen());
    const features = this.grids.features.map((grid) => ({
      ...grid,
      properties: { ...grid.properties, chosen: chosen.has(textOf(grid.properties?.code)) },
    }));
    draw(this.map, "grids", { type: "FeatureCollection", features });
  }

  private press(event: MapMouseEvent): void {
    const needsGrid = this.operation !== "draw";
    if (this.operation === "merge" || (needsGrid && this.chosen().length === 0)) this.toggle(event);
    else this.add(this.placed(event));
  }

  /** Where a press counts: on a corner or an edge nearby, unless Alt is held. */
  private placed(event: MapMouseEvent): Position {
    const free: Position = [event.lngLat.lng, event.lngLat.lat];
    const map = this.map;
    if (!map || event.originalEvent.altKey) return free;
    const project = ([lon = 0, lat = 0]: Position) => map.project([lon, lat]);
    const rings = [...ringsOf(this.grids), ...ringsOf(this.outline), this.points];
    return snapped(rings, event.point, project, REACH_PX) ?? free;
  }

  private add(point: Position): void {
    const first = this.points[0];
    // Coming back to the first corner closes the ring, which it is already.
    if (first && first[0] === point[0] && first[1] === point[1]) return;
    this.setPoints([...this.points, point]);
  }

  private toggle(event: MapMouseEvent): void {
    const [grid] = this.map?.queryRenderedFeatures(event.point, { layers: ["grids-fill"] }) ?? [];
    const code = textOf(grid?.properties.code);
    const box = this.boxes().find((one) => one.value === code);
    if (!box) return;
    if (this.operation !== "merge") for (const other of this.boxes()) other.checked = false;
    box.checked = this.operation === "merge" ? !box.checked : true;
    this.drawGrids();
    this.tell(
      say("已选 {n} 个网格：{name}", { n: this.chosen().length, name: textOf(grid?.properties.name) }),
    );
  }

  stop(): void {
    this.map?.remove();
  }
}

export const connect = island("grid-edit", (element): Stop | undefined => {
  const frame = part(element, "map", HTMLElement);
  const edit = new GridEdit(element);
  if (!frame) return undefined;
  const fallBack = () => {
    frame.hidden = true;
  };
  if (canDraw()) edit.open(frame).catch(fallBack);
  else fallBack();
  return () => edit.stop();
});
