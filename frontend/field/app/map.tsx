/** The grid on a map that is there offline: outlines and open cases, drawn from what the phone keeps. */
import worker from "worker:maplibre-gl/dist/maplibre-gl-worker.mjs";
import type { Feature, FeatureCollection } from "geojson";
import type { Map as LibreMap, LngLatBoundsLike, Marker, StyleSpecification } from "maplibre-gl";
import { defineComponent, onMounted, onUnmounted, type PropType, ref, watch } from "vue";
import { boxOf } from "../../src/lib/geojson";
import { canDraw, type Library, mapLibrary } from "../../src/map/open";
import { lightNow } from "../core/lights";
import type { Case } from "../core/wire";
import { t } from "../words";
import { Empty, Sheet } from "./pieces";
import { state } from "./state";
import { CaseRow } from "./today";
import { Top } from "./top";

type Spot = [number, number];

let library: Promise<Library> | null = null;

/**
 * The map library with a worker that starts without a network: a worker's own script does not pass through our
 * service worker, which stands for /field/ only; what this page fetches does.
 */
function offlineLibrary(): Promise<Library> {
  library ??= Promise.all([mapLibrary(), fetch(new URL(worker, import.meta.url))]).then(
    async ([loaded, script]) => {
      if (!script.ok) throw new Error(`worker: ${script.status}`);
      const code = new Blob([await script.text()], { type: "text/javascript" });
      loaded.setWorkerUrl(URL.createObjectURL(code));
      return loaded;
    },
  );
  library.catch(() => {
    library = null; // asked for again with the next map
  });
  return library;
}

const BRAND = "#0f5c6e";
const LIGHTS = { red: "#d93a2f", yellow: "#e5a50a", green: "#2ea56a", idle: "#7b8893" };
const FONTS = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

const nothing: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The outlines, each saying whether it is the ground of this posting. */
function outlines(): FeatureCollection {
  const { today } = state;
  if (!today) return nothing;
  const features = today.grids.features.map((one) => ({
    ...one,
    properties: { ...one.properties, own: one.properties?.code === today.posting?.ground.code },
  }));
  return { type: "FeatureCollection", features };
}

function dots(cases: Case[]): FeatureCollection {
  const features = cases.flatMap((one): Feature[] => {
    if (one.lon === null || one.lat === null) return [];
    const light = lightNow(one.light, one.warn_at, one.due_at, state.nowMs);
    return [
      {
        type: "Feature",
        properties: { id: one.id, colour: LIGHTS[light] },
        geometry: { type: "Point", coordinates: [one.lon, one.lat] },
      },
    ];
  });
  return { type: "FeatureCollection", features };
}

const style = (cases: Case[]): StyleSpecification => ({
  version: 8,
  sources: {
    grids: { type: "geojson", data: outlines() },
    cases: { type: "geojson", data: dots(cases) },
  },
  layers: [
    { id: "land", type: "background", paint: { "background-color": "#f3f1eb" } },
    {
      id: "own",
      type: "fill",
      source: "grids",
      filter: ["get", "own"],
      paint: { "fill-color": BRAND, "fill-opacity": 0.12 },
    },
    {
      id: "borders",
      type: "line",
      source: "grids",
      paint: { "line-color": BRAND, "line-width": ["case", ["get", "own"], 4, 1.5], "line-opacity": 0.9 },
    },
    {
      id: "names",
      type: "symbol",
      source: "grids",
      filter: ["==", ["get", "level"], "grid"],
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 15, "text-max-width": 7 },
      paint: { "text-color": "#0a4453", "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
    {
      id: "dots",
      type: "circle",
      source: "cases",
      paint: {
        "circle-radius": 11,
        "circle-color": ["get", "colour"],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 3,
      },
    },
  ],
});

/** The ground of this posting, or whatever outline there is. */
function firstView(pin: Spot | null): { center?: Spot; zoom?: number; bounds?: LngLatBoundsLike } {
  if (pin) return { center: pin, zoom: 16.5 };
  const all = outlines();
  const own = all.features.filter((one) => one.properties?.own);
  const box = boxOf(own.length > 0 ? { type: "FeatureCollection", features: own } : all);
  return box ? { bounds: box } : {};
}

function opened(library: Library, frame: HTMLElement, pin: Spot | null, cases: Case[]): LibreMap {
  const map = new library.Map({
    container: frame,
    style: style(cases),
    ...firstView(pin),
    fitBoundsOptions: { padding: 28, maxZoom: 17 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 20,
    minZoom: 9,
    locale: {
      "NavigationControl.ZoomIn": t("放大"),
      "NavigationControl.ZoomOut": t("缩小"),
      "Map.Title": t("地图"),
      "Marker.Title": t("位置"),
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  return map;
}

export const GridMap = defineComponent({
  props: {
    pin: { type: Array as unknown as PropType<Spot | null>, default: null },
    isPicking: { type: Boolean, default: false },
    cases: { type: Array as PropType<Case[]>, default: () => [] },
  },
  emits: { pick: (_at: Spot) => true, choose: (_id: number) => true },
  setup(props, { emit }) {
    const frame = ref<HTMLElement | null>(null);
    const words = ref(t("正在打开地图…"));
    let map: LibreMap | null = null;
    let marker: Marker | null = null;

    const showPin = (library: Library) => {
      if (!map || !props.pin) {
        marker?.remove();
        marker = null;
        return;
      }
      if (!marker) {
        marker = new library.Marker({ color: "#b0231c", draggable: props.isPicking });
        marker.on("dragend", () => {
          const { lng, lat } = marker?.getLngLat() ?? { lng: 0, lat: 0 };
          emit("pick", [lng, lat]);
        });
        marker.setLngLat(props.pin).addTo(map);
      }
      marker.setLngLat(props.pin);
    };

    const listen = (now: LibreMap) => {
      now.on("click", (event) => {
        if (props.isPicking) emit("pick", [event.lngLat.lng, event.lngLat.lat]);
        const reach = 14; // a fingertip
        const { x, y } = event.point;
        const [hit] = now.queryRenderedFeatures(
          [
            [x - reach, y - reach],
            [x + reach, y + reach],
          ],
          { layers: ["dots"] },
        );
        if (hit) emit("choose", Number(hit.properties.id));
      });
    };

    onMounted(async () => {
      if (!frame.value || !canDraw()) {
        words.value = t("这部手机打不开地图，其他都照常能用。");
        return;
      }
      try {
        const library = await offlineLibrary();
        if (!frame.value) return;
        map = opened(library, frame.value, props.pin, props.cases);
        listen(map);
        showPin(library);
        watch(
          () => props.pin,
          () => showPin(library),
        );
        words.value = "";
      } catch {
        words.value = t("地图还没有存到手机上，有网络时打开一次就有了。");
      }
    });
    onUnmounted(() => map?.remove());

    return () => (
      <div class="map-frame" data-testid="map" data-ready={words.value === ""}>
        <div class="map" ref={frame} />
        {words.value ? <p class="map-words">{words.value}</p> : null}
      </div>
    );
  },
});

export const MapScreen = defineComponent({
  setup() {
    const chosen = ref(0);
    return () => {
      const { today } = state;
      const one = today?.cases.find((each) => each.id === chosen.value);
      const unplaced = (today?.cases ?? []).filter((each) => each.lon === null).length;
      return (
        <>
          <Top title={t("地图")} />
          {today && today.grids.features.length > 0 ? (
            <main class="page-map" id="main">
              <GridMap cases={today.cases} onChoose={(id: number) => (chosen.value = id)} />
              <p class="map-key">
                <span data-light="red">{t("超期")}</span>
                <span data-light="yellow">{t("快到期")}</span>
                <span data-light="green">{t("按时")}</span>
                {unplaced > 0 ? <span class="push">{t("{n} 件没有标位置", { n: unplaced })}</span> : null}
              </p>
            </main>
          ) : (
            <main class="page" id="main">
              <Empty
                icon="map-2"
                title={t("还没有网格的边界")}
                words={t("有网络时打开一次“今天”，网格和办件就存在手机上。")}
              />
            </main>
          )}
          <Sheet show={one !== undefined} title={t("这里的办件")} onClose={() => (chosen.value = 0)}>
            {one ? (
              <ul class="cases">
                <CaseRow of={one} />
              </ul>
            ) : null}
          </Sheet>
        </>
      );
    };
  },
});
