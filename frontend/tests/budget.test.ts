/// <reference types="vite/client" />
import { expect, test } from "vitest";

interface Manifest {
  assets: Record<string, string>;
  sizes: Record<string, { gzip: number; imports: string[] }>;
}

const built = import.meta.glob<Manifest>("../../src/linli/web/parts/static/built/manifest.json", {
  eager: true,
  import: "default",
});

function newest(): Manifest {
  const [found] = Object.values(built);
  if (!found) throw new Error("nothing was built: run npm run build");
  return found;
}

const manifest = newest();

/** Bytes over the wire of an asset and of everything it imports at once. */
function weight(name: string): number {
  const seen = new Set<string>();
  const waiting = [manifest.assets[name] ?? ""];
  let sum = 0;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const size = manifest.sizes[file];
    if (!size) throw new Error(`${name} was not built: run npm run build`);
    sum += size.gzip;
    waiting.push(...size.imports);
  }
  return sum;
}

test.each([
  // what a page fetches before anything is asked for; htmx (13 kB) comes on top
  [["desk.css", "desk.js"], 45_000],
  [["portal.css", "portal.js"], 42_000],
  [["plain.js"], 8_000],
  // a wall: its charts and its map come after the first numbers stand there
  [["command.css", "command.js"], 14_000],
  // the phone app, before its map: at most 250 kB were agreed; less is sooner there on a slow line
  [["field.js"], 90_000],
  [["field.css"], 12_000],
  // only a page with a map fetches these
  [["map.css"], 12_000],
])("%j together weigh at most %i bytes", (names, most) => {
  expect(names.reduce((sum, name) => sum + weight(name), 0)).toBeLessThanOrEqual(most);
});

test("no script that a page starts with pulls in the map", () => {
  for (const name of ["desk.js", "portal.js", "plain.js", "command.js"])
    expect(weight(name)).toBeLessThan(20_000);
});

test("the map with all it needs stays within bounds", () => {
  const largest = Math.max(...Object.values(manifest.sizes).map((size) => size.gzip));
  expect(largest).toBeLessThanOrEqual(320_000);
});
