/** Somebody else was quicker: both values side by side, and this person decides field by field. */
import { Button } from "vant";
import { computed, defineComponent, type FunctionalComponent, ref } from "vue";
import { isRecord } from "../../src/lib/json";
import { type Choice, differences, merged } from "../core/merge";
import { asCase } from "../core/wire";
import { t } from "../words";
import { acting, type Filling, fill, open, seen } from "./acting";
import { Empty, Head, Notice } from "./pieces";
import { address, go, route } from "./route";
import { state } from "./state";

/** What this person had written, to be read again. */
const Written: FunctionalComponent<{ of: Filling }> = ({ of }) => (
  <section class="card">
    <h2>{t("您写的")}</h2>
    <dl class="facts">
      {of.fields
        .filter((field) => typeof of.values[field.name] === "string" && of.values[field.name] !== "")
        .map((field) => [
          <dt key={`${field.name}-title`}>{field.title}</dt>,
          <dd key={field.name}>{String(of.values[field.name])}</dd>,
        ])}
    </dl>
  </section>
);

export const MergeScreen = defineComponent({
  setup() {
    const item = computed(() => state.items.find((one) => one.id === route.value.id));
    const filling = computed(() => {
      const draft = item.value?.draft;
      return isRecord(draft) && isRecord(draft.filling) ? (draft.filling as unknown as Filling) : null;
    });
    const current = computed(() => asCase(item.value?.problem?.now));
    const now = computed(() => current.value?.values ?? {});
    const choices = ref<Record<string, Choice>>({});
    const found = computed(() =>
      filling.value
        ? differences(filling.value.fields, filling.value.base, filling.value.values, now.value)
        : [],
    );

    const decide = async () => {
      const from = item.value;
      if (!from || !filling.value) return;
      await fill(from.draft, true);
      if (!acting.now) return;
      acting.now = {
        ...acting.now,
        values: merged(acting.now.values, now.value, choices.value) as Filling["values"],
        base: seen(acting.now.fields, now.value),
        seen_version: current.value?.row_version ?? acting.now.seen_version,
      };
      open(from);
    };

    const Side = (field: string, which: Choice, label: string, value: string) => (
      <label class="side" data-chosen={choices.value[field] === which}>
        <input
          type="radio"
          name={`merge-${field}`}
          checked={choices.value[field] === which}
          onChange={() => (choices.value = { ...choices.value, [field]: which })}
        />
        <small>{label}</small>
        <b>{value || t("（空）")}</b>
      </label>
    );

    return () => {
      if (!item.value || !filling.value)
        return (
          <>
            <Head title={t("比一比")} back="outbox" />
            <main class="page" id="main">
              <Empty icon="circle-check" title={t("这条已经处理好了")} />
            </main>
          </>
        );
      const isOver = !current.value?.actions.some(
        (one) => one.name === filling.value?.action && one.reason === null,
      );
      const isDecided = found.value.every((one) => choices.value[one.field]);
      return (
        <>
          <Head title={t("比一比，再决定")} back="outbox" />
          <main class="page" id="main" data-testid="merge">
            <Notice>
              {t("您填写时，别人也动了这件。")}
              {Object.values(item.value.problem?.errors ?? {}).join(" ")}
            </Notice>
            {current.value ? (
              <section class="card">
                <h2>{t("现在的情况")}</h2>
                <dl class="facts">
                  <dt>{t("编号")}</dt>
                  <dd class="number">{current.value.no}</dd>
                  <dt>{t("状态")}</dt>
                  <dd>{current.value.state_title}</dd>
                </dl>
              </section>
            ) : null}
            {found.value.map((one) => (
              <fieldset key={one.field} class="card merge" data-testid={`merge-${one.field}`}>
                <legend>{one.title}</legend>
                <div class="sides">
                  {Side(one.field, "mine", t("我写的"), one.mine)}
                  {Side(one.field, "now", t("现在的"), one.now)}
                </div>
                {one.before ? <p class="hint">{t("原来是：{value}", { value: one.before })}</p> : null}
              </fieldset>
            ))}
            {isOver ? (
              <Notice icon="info-circle" data-testid="over">
                {t("现在已经不能「{title}」了。您写的还留着，可以抄下来，用别的步骤补上，或者删掉。", {
                  title: filling.value.title,
                })}
              </Notice>
            ) : found.value.length === 0 ? (
              <p class="hint">{t("填写的内容没有冲突，看一遍再发即可。")}</p>
            ) : null}
            {isOver ? <Written of={filling.value} /> : null}
          </main>
          <section class="action-bar" aria-label={t("提交")}>
            <Button block plain onClick={() => go("outbox")}>
              {t("先放着")}
            </Button>
            {isOver ? (
              <a class="solid" href={address("case", filling.value.case)}>
                {t("看这件")}
              </a>
            ) : (
              <Button type="primary" block disabled={!isDecided} onClick={decide}>
                {t("就这样")}
              </Button>
            )}
          </section>
        </>
      );
    };
  },
});
