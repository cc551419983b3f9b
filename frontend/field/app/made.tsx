/** What has become of something that was just written: where it is now, and what to do next. */
import { Button } from "vant";
import { defineComponent } from "vue";
import { t } from "../words";
import { Icon } from "./pieces";
import { address } from "./route";
import { state } from "./state";
import { arrivedStatus, Badge, statusOf } from "./status";
import { mayChange, takeUp } from "./taking-up";

export const Made = defineComponent({
  props: {
    id: { type: String, required: true },
    /** What another one is called. */
    another: { type: String, required: true },
    /** What happens next. */
    note: { type: String, default: "" },
  },
  emits: { more: () => true },
  setup(props, { emit }) {
    const shown = () => {
      const item = state.items.find((one) => one.id === props.id);
      if (item) return { status: statusOf(item), title: item.title, item };
      const one = state.delivered.find((found) => found.id === props.id);
      return one ? { status: arrivedStatus(one), title: one.title, item: null } : null;
    };
    return () => {
      const now = shown();
      return (
        <main class="page" id="main">
          <section class="made" data-testid="made" data-state={now?.status.name ?? "gone"}>
            <Icon name={now?.status.icon ?? "circle-check"} />
            <h1>{now?.title ?? t("已收回")}</h1>
            {now ? <Badge status={now.status} /> : null}
            <p>{now?.status.detail}</p>
            {now?.status.name === "phone" ? <p class="hint">{t("已经存好，关掉应用也不会丢。")}</p> : null}
            {now && props.note ? <p class="hint">{props.note}</p> : null}
          </section>
          <div class="buttons">
            <Button type="primary" block onClick={() => emit("more")}>
              {props.another}
            </Button>
            {now?.item && mayChange(now.item) ? (
              <Button plain block onClick={() => now.item && void takeUp(now.item).then(() => emit("more"))}>
                {t("修改这条")}
              </Button>
            ) : null}
            <a class="quiet wide" href={address("outbox")}>
              {t("看发件箱")}
            </a>
          </div>
        </main>
      );
    };
  },
});
