/**
 * A signature drawn with a finger, a pen or a mouse. It is sent as strokes in a field of a fixed size (`M12 34L13 35…`),
 * so that it can be drawn again anywhere. Without script or without a pointer the typed name beside it does.
 *
 * <div class="field" data-signature-pad data-width="600" data-height="240">
 *   <input type="hidden" name="drawn" data-part="drawn"> <canvas data-part="pad"></canvas>
 *   <button type="button" data-part="clear">重写</button>
 * </div>
 */
import { island, type Stop } from "../islands";
import { announce, numberFrom, part } from "../lib/dom";
import { say } from "../lib/words";

export type Point = [x: number, y: number];

/** Nothing that is nearer than this to the point before is kept: a finger trembles. */
const NEAR = 2;
const LONGEST = 20_000;

/** The strokes as they are sent; a tap becomes a short line, so that it can be seen. */
export function written(strokes: Point[][]): string {
  return strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => {
      const points = stroke.length > 1 ? stroke : [...stroke, ...stroke];
      return points.map(([x, y], number) => `${number === 0 ? "M" : "L"}${x} ${y}`).join("");
    })
    .join("");
}

/** What was sent, read again. */
export function readStrokes(path: string): Point[][] {
  return path
    .split("M")
    .filter(Boolean)
    .map((stroke) => stroke.split("L").map((pair) => pair.split(" ").map(Number) as Point));
}

class Pad {
  private strokes: Point[][];
  private readonly leaving = new AbortController();
  private readonly pen: CanvasRenderingContext2D;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly field: HTMLInputElement,
    private readonly width: number,
    private readonly height: number,
    pen: CanvasRenderingContext2D,
  ) {
    this.pen = pen;
    this.strokes = readStrokes(field.value);
    canvas.width = width;
    canvas.height = height;
    const { signal } = this.leaving;
    canvas.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.go(event), { signal });
    this.draw();
  }

  private at(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.width;
    const y = ((event.clientY - box.top) / box.height) * this.height;
    const within = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most));
    return [within(x, this.width), within(y, this.height)];
  }

  private begin(event: PointerEvent): void {
    if (!event.isPrimary) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push([this.at(event)]);
    this.keep();
  }

  private go(event: PointerEvent): void {
    if (!event.isPrimary || event.buttons === 0) return;
    const stroke = this.strokes.at(-1);
    const last = stroke?.at(-1);
    if (!stroke || !last || this.field.value.length > LONGEST - 20) return;
    const [x, y] = this.at(event);
    if (Math.hypot(x - last[0], y - last[1]) < NEAR) return;
    stroke.push([x, y]);
    this.keep();
  }

  private keep(): void {
    this.field.value = written(this.strokes);
    this.draw();
  }

  private draw(): void {
    this.pen.clearRect(0, 0, this.width, this.height);
    this.pen.lineWidth = 5;
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
    this.pen.strokeStyle = "#16212b";
    for (const stroke of this.strokes) {
      this.pen.beginPath();
      for (const [x, y] of stroke) this.pen.lineTo(x, y);
      const first = stroke[0];
      if (first && stroke.length === 1) this.pen.lineTo(first[0] + 1, first[1]);
      this.pen.stroke();
    }
    this.canvas.toggleAttribute("data-written", this.strokes.length > 0);
  }

  clear(): void {
    this.strokes = [];
    this.keep();
    announce(say("已清除，请重新写"));
  }

  stop(): void {
    this.leaving.abort();
  }
}

export const connect = island("signature-pad", (element): Stop | undefined => {
  const canvas = part(element, "pad", HTMLCanvasElement);
  const field = part(element, "drawn", HTMLInputElement);
  const pen = canvas?.getContext("2d");
  if (!canvas || !field || !pen) {
    element.hidden = true;
    return undefined;
  }
  const { width, height } = element.dataset;
  const pad = new Pad(canvas, field, numberFrom(width) ?? 600, numberFrom(height) ?? 240, pen);
  part(element, "clear", HTMLButtonElement)?.addEventListener("click", () => pad.clear());
  return () => pad.stop();
});
