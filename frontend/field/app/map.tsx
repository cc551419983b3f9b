/** The grid on a map that is there offline: outlines and open cases, drawn from what the phone keeps. */
import { defineComponent } from "vue";
import { t } from "../words";
import { Top } from "./top";
export const GridMap = defineComponent({
  props: {
    pin: { type: Array as unknown as () => [number, number] | null, default: null },
    isPicking: Boolean,
  },
  emits: { pick: (_at: [number, number]) => true, choose: (_id: number) => true },
  setup() {
    return () => <div class="map-frame" />;
  },
});
export const MapScreen = defineComponent({
  setup() {
    return () => (
      <>
        <Top title={t("地图")} />
        <main class="page" id="main">
          <GridMap />
        </main>
      </>
    );
  },
});
