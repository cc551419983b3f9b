/** Patrols: what to look at today, point by point; what is found is said, photographed, or becomes a report. */
import { Button } from "vant";
import {
  defineComponent,
  type FunctionalComponent,
  onUnmounted,
  reactive,
  ref,
  shallowRef,
  watch,
} from "vue";
import { isRecord } from "../../src/lib/json";
import { dayOf } from "../core/lights";
import type { Item, NewItem } from "../core/outbox";
import type { Patrol } from "../core/wire";
import { t } from "../words";
import { postingId } from "./acting";
import { type Held, HeldFiles } from "./held";
import { Photos } from "./media";
import { ItemCard } from "./outbox";
import {
  entriesOf,
  keeperOf,
  nothing,
  ownerOf,
  placeOf,
  readWalk,
  redoing,
  reportFinding,
  type Walk,
} from "./patrols";
import { Empty, Head, Icon, Notice } from "./pieces";
import { address, go, route } from "./route";
import { snack } from "./snack";
import { state, takeBack, write } from "./state";
import { Badge, statusOf } from "./status";
import { Top } from "./top";

const waitingOf = (patrol: Patrol) =>
  state.items.find((one) => one.kind === "patrol" && isRecord(one.draft) && one.draft.patrol === patrol.id);
const isSent = (patrol: Patrol): boolean =>
  patrol.isDone || sentHere.has(patrol.id) || state.delivered.some((one) => one.patrol === Number(patrol.id));
/** Sent from this page and not yet in the day's answer. */
const sentHere = reactive(new Set<string>());

const PatrolRow: FunctionalComponent<{ patrol: Patrol }> = ({ patrol }) => {
  const waiting = waitingOf(patrol);
  return (
    <li>
      <a class="case-row" href={address("patrol", patrol.id)} data-testid="patrol-row">
        <span class="case-words">
          <b>{patrol.title}</b>
          <span class="case-place">
            <Icon name="checklist" />
            {t("{n} 项", { n: patrol.items.length })}
            {patrol.due ? ` · ${t("{day} 前", { day: dayOf(patrol.due) })}` : ""}
          </span>
          {waiting ? <Badge status={statusOf(waiting)} /> : null}
        </span>
        <Icon name={isSent(patrol) ? "circle-check" : "chevron-right"} />
      </a>
    </li>
  );
};

export const PatrolScreen = defineComponent({
  setup() {
    return () => {
      const all = state.today?.patrols ?? [];
      const open = all.filter((one) => !isSent(one));
      const done = all.filter(isSent);
      const patrol = all.find((one) => one.id === route.value.id);
      if (patrol) return <OnePatrol key={patrol.id} patrol={patrol} />;
      return (
        <>
          <Top title={t("巡查")} />
          <main class="page" id="main">
            {open.length > 0 ? (
              <ul class="cases">
                {open.map((one) => (
                  <PatrolRow key={one.id} patrol={one} />
                ))}
              </ul>
            ) : (
              <Empty
                icon="checklist"
                title={t("现在没有要做的巡查")}
                words={t("社区安排的巡查会出现在这里。路上看到问题，随时可以上报。")}
              />
            )}
            {done.length > 0 ? (
              <section aria-labelledby="done">
                <h2 id="done">{t("做完的")}</h2>
                <ul class="cases">
                  {done.map((one) => (
                    <PatrolRow key={one.id} patrol={one} />
                  ))}
                </ul>
              </section>
            ) : null}
          </main>
        </>
      );
    };
  },
});

/** Photos of one point at most; more belong into a report. */
const MOST_OF_A_POINT = 3;

type Walked = Record<string, HeldFiles>;

/** The files of every point, taken up from where they are kept. */
async function filesOf(patrol: Patrol, walk: Walk): Promise<Walked> {
  const found: Walked = {};
  for (const { id } of patrol.items) {
    const files = new HeldFiles(ownerOf(patrol.id), MOST_OF_A_POINT);
    await files.restore(walk.photos[id] ?? []);
    found[id] = files;
  }
  return found;
}

const refsOf = (files: Walked): Walk["photos"] =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([, one]) => one.list.value.length > 0)
      .map(([id, one]) => [id, one.refs]),
  );

/** What is missing before it can be sent, by point. */
function problems(patrol: Patrol, walk: Walk, files: Walked): Record<string, string> {
  const isSaid = (id: string): boolean =>
    Boolean(walk.notes[id]?.trim() || walk.reports[id] || files[id]?.list.value.length);
  const silent = patrol.items.filter((one) => walk.answers[one.id] === "found" && !isSaid(one.id));
  return Object.fromEntries(silent.map((one) => [one.id, t("请写一句、拍一张，或者上报。")]));
}

function made(patrol: Patrol, walk: Walk, files: Walked): NewItem {
  const found = (id: string): Held[] => (walk.answers[id] === "found" ? (files[id]?.list.value ?? []) : []);
  const answers = patrol.items.map(({ id }) => ({
    item: id,
    verdict: walk.answers[id] ?? "fine",
    note: walk.answers[id] === "found" ? (walk.notes[id] ?? "").trim() : "",
    ...(walk.reports[id] ? { report: walk.reports[id] } : {}),
    ...(found(id).length > 0 ? { photos: found(id).map((one) => one.id) } : {}),
  }));
  return {
    kind: "patrol",
    posting: postingId(),
    title: patrol.title,
    fields: { patrol: Number(patrol.id), answers },
    draft: { patrol: patrol.id, walk: { ...walk, photos: refsOf(files) } },
    files: patrol.items.flatMap(({ id }) => found(id)).map(({ id, bytes, type }) => ({ id, bytes, type })),
    along: () => ({ gone: [placeOf(patrol.id)] }),
  };
}

const OnePatrol = defineComponent({
  props: { patrol: { type: Object as () => Patrol, required: true } },
  setup(props) {
    const walk = reactive<Walk>(nothing());
    const files = shallowRef<Walked>({});
    const errors = ref<Record<string, string>>({});
    const isSaving = ref(false);
    const isOpen = ref(false);
    const keeper = keeperOf(props.patrol.id, walk);

    onUnmounted(() => keeper.hurry());
    const taken = readWalk(props.patrol.id).catch(nothing); // what cannot be read is written anew
    void taken.then(async (kept) => {
      files.value = await filesOf(props.patrol, kept);
      Object.assign(walk, kept);
      isOpen.value = true;
      watch([() => walk.answers, () => walk.reports, () => walk.photos], () => keeper.now(), { deep: true });
      watch(
        () => walk.notes,
        () => keeper.soon(),
        { deep: true },
      );
      for (const [id, one] of Object.entries(files.value))
        watch(one.list, () => {
          walk.photos[id] = one.refs;
        });
    });
    watch(
      () => redoing.item,
      () => {
        const refused = state.items.find((one) => one.id === redoing.item);
        if (redoing.patrol === props.patrol.id) errors.value = { ...refused?.problem?.errors };
      },
      { immediate: true },
    );

    const isReady = (): boolean => {
      const left = props.patrol.items.filter((one) => !walk.answers[one.id]);
      if (left.length > 0)
        snack(t("还有 {n} 项没有看：{what}", { n: left.length, what: left[0]?.text ?? "" }), { kind: "bad" });
      errors.value = problems(props.patrol, walk, files.value);
      const [silent] = props.patrol.items.filter((one) => one.id in errors.value);
      if (left.length === 0 && silent)
        snack(t("有问题的要说明：{what}", { what: silent.text }), { kind: "bad" });
      return left.length === 0 && !silent;
    };

    const submit = async () => {
      if (!isReady()) return;
      isSaving.value = true;
      await keeper.still();
      const insteadOf = redoing.patrol === props.patrol.id ? redoing.item : "";
      const item = await write(made(props.patrol, walk, files.value), insteadOf || undefined);
      isSaving.value = false;
      if (!item) {
        keeper.now();
        return;
      }
      Object.assign(redoing, { patrol: "", item: "" });
      sentHere.add(props.patrol.id);
      snack(t("巡查记录已存在手机上，有网络就发送。"), { undo: () => void undo(item) });
      go("patrol");
    };

    const undo = async (item: Item) => {
      const isBack = await takeBack(item.id, { entries: await entriesOf(item.draft) });
      if (isBack) sentHere.delete(props.patrol.id);
      snack(isBack ? t("已收回。") : t("已经在发送，收不回来了。"));
    };

    /** What is said of a point that is not as it should be. */
    const Found = (one: { id: string; text: string }) => (
      <div class="found">
        <label for={`note-${one.id}`}>{t("说明（可不填）")}</label>
        <input
          id={`note-${one.id}`}
          class="input"
          maxlength={300}
          value={walk.notes[one.id] ?? ""}
          onInput={(event: Event) => {
            walk.notes[one.id] = (event.target as HTMLInputElement).value;
            delete errors.value[one.id];
          }}
        />
        {files.value[one.id] ? (
          <Photos
            files={files.value[one.id] as HeldFiles}
            name={`point-${one.id}`}
            label={t("照片（可不拍）")}
          />
        ) : null}
        {errors.value[one.id] ? <p class="error">{errors.value[one.id]}</p> : null}
        <button
          type="button"
          class="quiet strong"
          onClick={() => reportFinding(props.patrol.id, one.id, one.text)}
        >
          <Icon name="camera" />
          {walk.reports[one.id] ? t("已经报了，再报一件") : t("把这个问题报上去")}
        </button>
      </div>
    );

    const Point = (one: { id: string; text: string }, index: number) => (
      <li key={one.id} data-testid="patrol-point">
        <fieldset class="point">
          <legend>
            <span class="number">{index + 1}</span> {one.text}
          </legend>
          <div class="choice-buttons">
            {(["fine", "found"] as const).map((answer) => (
              <label key={answer} data-chosen={walk.answers[one.id] === answer} data-answer={answer}>
                <input
                  type="radio"
                  name={`point-${one.id}`}
                  checked={walk.answers[one.id] === answer}
                  onChange={() => (walk.answers[one.id] = answer)}
                />
                {answer === "fine" ? t("没问题") : t("有问题")}
              </label>
            ))}
          </div>
          {walk.answers[one.id] === "found" ? Found(one) : null}
        </fieldset>
      </li>
    );

    return () => {
      const seen = props.patrol.items.filter((one) => walk.answers[one.id]).length;
      const waiting = waitingOf(props.patrol);
      const isRedone = waiting !== undefined && waiting.id === redoing.item;
      const isOver = (isSent(props.patrol) || waiting !== undefined) && !isRedone;
      return (
        <>
          <Head title={props.patrol.title} back="patrol" />
          <main
            class="page"
            id="main"
            data-draft={keeper.isKept.value ? "kept" : "open"}
            onFocusout={() => keeper.hurry()}
          >
            {isOver ? (
              <>
                <section class="made" data-testid="patrol-over">
                  <Icon name="circle-check" />
                  <h2>{t("这次巡查做完了")}</h2>
                </section>
                {waiting ? (
                  <ul class="items">
                    <ItemCard item={waiting} />
                  </ul>
                ) : null}
              </>
            ) : (
              <>
                {errors.value[""] ? <Notice>{errors.value[""]}</Notice> : null}
                <p class="hint">
                  {t("看过 {n} 项，共 {all} 项", { n: seen, all: props.patrol.items.length })}
                </p>
                {isOpen.value ? <ol class="points">{props.patrol.items.map(Point)}</ol> : null}
              </>
            )}
          </main>
          {isOver ? null : (
            <section class="action-bar" aria-label={t("提交")}>
              <Button type="primary" block loading={isSaving.value} onClick={submit} data-testid="submit">
                {t("做完了")}
              </Button>
            </section>
          )}
        </>
      );
    };
  },
});
