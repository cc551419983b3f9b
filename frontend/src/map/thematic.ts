/** Areas in the shades of a figure, and where cases are dense: laid under the names of the map. */
import type { ExpressionSpecification, Map as LibreMap } from "maplibre-gl";

const SOURCE = "theme";
const LAYER = "theme-fill";
export const SHADES = ["#d5e9ec", "#a3cfd7", "#64abba", "#2a7f92", "#0a4a5a"];
const GREY = "#b9bec2";

const shade: ExpressionSpecification = ["feature-state", "shade"];
const filled: ExpressionSpecification = [
  "match",
  ["coalesce", shade, -2],
  -1,
  GREY,
  0,
  "#ffffff",
  1,
  SHADES[0] ?? GREY,
  2,
  SHADES[1] ?? GREY,
  3,
  SHADES[2] ?? GREY,
  4,
  SHADES[3] ?? GREY,
  5,
  SHADES[4] ?? GREY,
  "rgba(0,0,0,0)",
];

/** The first layer of words: what is laid on the map lies under it. */
const firstWords = (map: LibreMap): string | undefined =>
  map.getStyle().layers.find((layer) => layer.type === "symbol")?.id;

export function removeTheme(map: LibreMap): void {
  for (const layer of [LAYER, `${LAYER}-edge`]) if (map.getLayer(layer)) map.removeLayer(layer);
  if (map.getSource(SOURCE)) map.removeSource(SOURCE);
}

export function showTheme(
  map: LibreMap,
  theme: { level: string; version: string; firstZoom: number; shades: Map<string, number> },
): void {
  removeTheme(map);
  map.addSource(SOURCE, {
    type: "vector",
    tiles: [`/tiles/areas/${theme.level}/{z}/{x}/{y}.mvt?v=${theme.version}`],
    minzoom: theme.firstZoom,
    maxzoom: 15,
    promoteId: { areas: "code" },
  });
  const before = firstWords(map);
  map.addLayer(
    {
      id: LAYER,
      type: "fill",
      source: SOURCE,
      "source-layer": "areas",
      paint: { "fill-color": filled, "fill-opacity": 0.72 },
    },
    before,
  );
  map.addLayer(
    {
      id: `${LAYER}-edge`,
      type: "line",
      source: SOURCE,
      "source-layer": "areas",
      paint: { "line-color": "#ffffff", "line-width": 1 },
    },
    before,
  );
  for (const [id, value] of theme.shades)
    map.setFeatureState({ source: SOURCE, sourceLayer: "areas", id }, { shade: value });
}

/** Where cases were reported, as warmth; shown when asked for. */
export function addDensity(map: LibreMap, posting: string): void {
  map.addSource("density", {
    type: "vector",
    tiles: [`/tiles/density/{z}/{x}/{y}.mvt?posting=${posting}`],
    minzoom: 6,
    maxzoom: 12,
  });
  map.addLayer(
    {
      id: "density",
      type: "heatmap",
      source: "density",
      "source-layer": "density",
      layout: { visibility: "none" },
      paint: {
        "heatmap-weight": ["min", 1, ["/", ["ln", ["+", 1, ["get", "n"]]], 4.5]],
        "heatmap-intensity": ["interpolate", ["linear"], ["zoom"], 8, 0.7, 14, 1.6],
        "heatmap-radius": ["interpolate", ["exponential", 1.7], ["zoom"], 6, 10, 10, 18, 12, 30, 15, 130],
        "heatmap-opacity": 0.75,
        "heatmap-color": [
          "interpolate",
          ["linear"],
          ["heatmap-density"],
          0,
          "rgba(15,92,110,0)",
          0.15,
          "rgba(100,171,186,0.5)",
          0.45,
          "#2a7f92",
          0.8,
          "#0a4453",
          1,
          "#06242c",
        ],
      },
    },
    firstWords(map),
  );
}
