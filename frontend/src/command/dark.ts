/** Turns the day style of the base map into one for a dark wall: light and dark change places, colour grows quiet. */
import type { StyleSpecification } from "maplibre-gl";

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** A colour of the day as it looks at night. */
export function atNight(colour: string): string {
  const found = HEX.exec(colour);
  if (!found) return colour;
  const [r = 0, g = 0, b = 0] = found.slice(1).map((pair) => Number.parseInt(pair, 16) / 255);
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const light = (most + least) / 2;
  const spread = most - least;
  const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(2 * light - 1));
  const hue = hueOf(r, g, b, most, spread);
  // Paper and stone are warm by day; at night they are slate. Roads keep a trace of their warmth.
  const isWarm = hue < 75 || hue > 330;
  if (isWarm && light > 0.5) return hsl(205, 0.16, 0.085 + (1 - light) * 0.55 + (saturation > 0.6 ? 0.1 : 0));
  return hsl(hue, saturation * 0.4, 0.1 + (1 - light) * 0.6);
}

function hueOf(r: number, g: number, b: number, most: number, spread: number): number {
  if (spread === 0) return 200;
  const turn =
    most === r ? ((g - b) / spread + 6) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return turn * 60;
}

const hsl = (hue: number, saturation: number, light: number): string =>
  `hsl(${Math.round(hue)}, ${Math.round(saturation * 100)}%, ${Math.round(light * 100)}%)`;

function repaint(value: unknown): unknown {
  if (typeof value === "string") return atNight(value);
  if (Array.isArray(value)) return value.map(repaint);
  return value;
}

/** The whole style, its colours turned over. */
export function nightStyle(style: StyleSpecification): StyleSpecification {
  const layers = style.layers.map((layer) => {
    const paint = Object.entries(layer.paint ?? {}).map(([name, value]) =>
      name.endsWith("-color") ? [name, repaint(value)] : [name, value],
    );
    return { ...layer, paint: Object.fromEntries(paint) };
  });
  return { ...style, layers: layers as StyleSpecification["layers"] };
}
