/** Where it is: an address, the phone's position when asked for once, a pin on the map that can be moved. */
import { defineComponent, type FunctionalComponent, type PropType, ref } from "vue";
import { whereIs } from "../core/ground";
import { t } from "../words";
import { GridMap } from "./map";
import { Icon, Sheet } from "./pieces";
import { snack } from "./snack";
import { state } from "./state";

export interface Spot {
  address: string;
  lon: number | null;
  lat: number | null;
}

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 };
const digits = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Said before it is sent: the pin is not on the ground of this posting. */
const Elsewhere: FunctionalComponent<{ lon: number; lat: number }> = ({ lon, lat }) => {
  const { today } = state;
  const ground = today?.posting?.ground;
  if (!today || !ground) return null;
  const found = whereIs(today.grids, ground.code, [lon, lat]);
  if (found.kind === "own" || found.kind === "unknown") return null;
  return (
    <p class="notice" data-kind="attention" data-testid="elsewhere" role="status">
      <Icon name="alert-triangle" />
      <span>
        {found.kind === "other"
          ? t("这里是{name}，不是{own}。位置没有标错的话可以照样上报。", {
              name: found.name,
              own: ground.name,
            })
          : t("这里不在{own}，也不在旁边的网格。请看看位置有没有标错。", { own: ground.name })}
      </span>
    </p>
  );
};

export const Place = defineComponent({
  props: {
    spot: { type: Object as PropType<Spot>, required: true },
    error: { type: String, default: "" },
  },
  emits: { change: (_part: Partial<Spot>) => true },
  setup(props, { emit }) {
    const isLocating = ref(false);
    const isMapOpen = ref(false);

    const locate = () => {
      isLocating.value = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          isLocating.value = false;
          emit("change", { lon: digits(coords.longitude), lat: digits(coords.latitude) });
        },
        (problem) => {
          isLocating.value = false;
          const isRefused = problem.code === problem.PERMISSION_DENIED;
          snack(
            isRefused
              ? t("没有得到定位许可，请写清楚地址或在地图上标。")
              : t("现在定不了位，请写清楚地址或在地图上标。"),
          );
        },
        PATIENCE,
      );
    };

    return () => {
      const { lon, lat } = props.spot;
      const isMarked = lon !== null && lat !== null;
      return (
        <section class="card" aria-labelledby="place-title">
          <h2 id="place-title">{t("在哪里")}</h2>
          <div class="field">
            <label for="address">{t("地址")}</label>
            <input
              id="address"
              name="address"
              class="input"
              maxlength={200}
              autocomplete="off"
              placeholder={t("如：幸福小区 3 幢东侧；也可以只标位置")}
              value={props.spot.address}
              aria-invalid={props.error ? "true" : "false"}
              onInput={(event: Event) =>
                emit("change", { address: (event.target as HTMLInputElement).value })
              }
            />
          </div>
          <div class="pair">
            <button type="button" class="quiet" disabled={isLocating.value} onClick={locate}>
              <Icon name="current-location" />
              {isLocating.value ? t("正在定位…") : t("我的位置")}
            </button>
            <button type="button" class="quiet" onClick={() => (isMapOpen.value = true)}>
              <Icon name="map-pin" />
              {isMarked ? t("在地图上挪") : t("在地图上标")}
            </button>
          </div>
          {isMarked ? (
            <p class="marked" data-testid="marked">
              <Icon name="circle-check" />
              <span>
                {t("已标位置")} <span class="number">{`${lon.toFixed(5)}, ${lat.toFixed(5)}`}</span>
              </span>
              <button type="button" class="quiet" onClick={() => emit("change", { lon: null, lat: null })}>
                {t("不要位置")}
              </button>
            </p>
          ) : null}
          {isMarked ? <Elsewhere lon={lon} lat={lat} /> : null}
          {props.error ? <p class="error">{props.error}</p> : null}
          <Sheet
            show={isMapOpen.value}
            title={t("点地图，标出位置")}
            full
            onClose={() => (isMapOpen.value = false)}
          >
            <GridMap
              pin={isMarked ? [lon, lat] : null}
              isPicking
              onPick={(at: [number, number]) => emit("change", { lon: digits(at[0]), lat: digits(at[1]) })}
            />
            <div class="buttons">
              <button type="button" class="solid" onClick={() => (isMapOpen.value = false)}>
                {isMarked ? t("就是这里") : t("关闭")}
              </button>
            </div>
          </Sheet>
        </section>
      );
    };
  },
});
