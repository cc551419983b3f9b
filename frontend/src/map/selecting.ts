/** Drawing a box or a shape on a map by hand; what was drawn is a ring of corners in WGS 84. */
import type { Feature, FeatureCollection, Position } from "geojson";
import type { Map as LibreMap, MapMouseEvent, MapTouchEvent, Point } from "maplibre-gl";
import { say } from "../lib/words";
import { draw } from "./open";

const SOURCE = "selection";
const MOST_CORNERS = 200;
const LEAST_PX = 6;
export type Kind = "box" | "shape";

type Pressed = MapMouseEvent | MapTouchEvent;

export interface Drawing {
  /** Called with the ring, not closed, when something has been drawn. */
  drawn: (ring: Position[]) => void;
  /** Called with words for what to do now; empty when nothing is being drawn. */
  told: (words: string) => void;
}

const empty: FeatureCollection = { type: "FeatureCollection", features: [] };

function shapeOf(ring: Position[]): Feature {
  const [first] = ring;
  if (ring.length < 3 || !first)
    return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } };
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: [[...ring, first]] },
  };
}

export function ringText(ring: Position[]): string {
  return ring
    .slice(0, MOST_CORNERS)
    .map(([lon = 0, lat = 0]) => `${lon.toFixed(6)},${lat.toFixed(6)}`)
    .join(";");
}

export class Selecting {
  kind: Kind | null = null;
  private from: Point | null = null;
  private ring: Position[] = [];

  constructor(
    private readonly map: LibreMap,
    private readonly drawing: Drawing,
  ) {
    draw(map, SOURCE, empty);
    map.addLayer({
      id: "selection-fill",
      type: "fill",
      source: SOURCE,
      paint: { "fill-color": "#0f5c6e", "fill-opacity": 0.1 },
    });
    map.addLayer({
      id: "selection-line",
      type: "line",
      source: SOURCE,
      paint: { "line-color": "#0f5c6e", "line-width": 2, "line-dasharray": [3, 2] },
    });
    map.on("mousedown", (event) => this.press(event));
    map.on("touchstart", (event) => this.press(event));
    map.on("mousemove", (event) => this.stretch(event));
    map.on("touchmove", (event) => this.stretch(event));
    map.on("mouseup", (event) => this.release(event));
    map.on("touchend", (event) => this.release(event));
    map.on("click", (event) => this.corner(event));
    map.on("dblclick", (event) => {
      if (this.kind !== "shape") return;
      event.preventDefault();
      this.finish();
    });
  }

  begin(kind: Kind): void {
    this.forget();
    this.kind = kind;
    this.map.getCanvas().classList.add("map-drawing");
    if (kind === "box") this.map.dragPan.disable();
    this.drawing.told(
      kind === "box" ? say("按住拖出一个方框。") : say("在地图上逐点圈出范围，双击或按“圈完了”结束。"),
    );
  }

  /** Nothing is drawn, and nothing is shown any more. */
  forget(): void {
    this.stop();
    this.ring = [];
    this.show();
  }

  finish(): void {
    const { ring } = this;
    const enough = ring.length >= 3;
    this.stop();
    this.show();
    if (enough) this.drawing.drawn(ring);
    else this.forget();
  }

  private stop(): void {
    this.kind = null;
    this.from = null;
    this.map.dragPan.enable();
    this.map.getCanvas().classList.remove("map-drawing");
    this.drawing.told("");
  }

  private press(event: Pressed): void {
    if (this.kind === "box") this.from = event.point;
  }

  private stretch(event: Pressed): void {
    if (this.kind === "shape") this.show(event.lngLat.toArray());
    if (this.kind !== "box" || !this.from) return;
    const { x, y } = this.from;
    const corners: [number, number][] = [
      [x, y],
      [event.point.x, y],
      [event.point.x, event.point.y],
      [x, event.point.y],
    ];
    this.ring = corners.map((corner) => this.map.unproject(corner).toArray());
    this.show();
  }

  private release(event: Pressed): void {
    if (this.kind !== "box" || !this.from) return;
    const size = Math.min(Math.abs(event.point.x - this.from.x), Math.abs(event.point.y - this.from.y));
    if (size < LEAST_PX) this.ring = [];
    this.finish();
  }

  private corner(event: MapMouseEvent): void {
    if (this.kind !== "shape" || this.ring.length >= MOST_CORNERS) return;
    const here = event.lngLat.toArray();
    const last = this.ring.at(-1);
    if (last && last[0] === here[0] && last[1] === here[1]) return;
    this.ring = [...this.ring, here];
    this.show();
  }

  private show(towards?: Position): void {
    const ring = towards && this.ring.length > 0 ? [...this.ring, towards] : this.ring;
    draw(
      this.map,
      SOURCE,
      ring.length > 1 ? { type: "FeatureCollection", features: [shapeOf(ring)] } : empty,
    );
  }
}
