/** Patrols: what to look at today, point by point; what is found becomes a report. */
import { Button } from "vant";
import { defineComponent, type FunctionalComponent, reactive, ref, watch } from "vue";
import { isRecord } from "../../src/lib/json";
import { dayOf } from "../core/lights";
import type { Patrol } from "../core/wire";
import { t } from "../words";
import { postingId } from "./acting";
import { keepWalk, nothing, readWalk, reportFinding, type Walk } from "./patrols";
import { Empty, Head, Icon } from "./pieces";
import { address, go, route } from "./route";
import { snack } from "./snack";
import { state, takeBack, write } from "./state";
import { Badge, statusOf } from "./status";
import { Top } from "./top";

const waitingOf = (patrol: Patrol) =>
  state.items.find((one) => one.kind === "patrol" && isRecord(one.draft) && one.draft.patrol === patrol.id);
const isSent = (patrol: Patrol): boolean => patrol.isDone || sentHere.has(patrol.id);
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

const OnePatrol = defineComponent({
  props: { patrol: { type: Object as () => Patrol, required: true } },
  setup(props) {
    const walk = reactive<Walk>(nothing());
    const isSaving = ref(false);

    void readWalk(props.patrol.id).then((kept) => {
      Object.assign(walk, kept);
      watch(walk, () => void keepWalk(props.patrol.id, walk));
    });

    const submit = async () => {
      const left = props.patrol.items.filter((one) => !walk.answers[one.id]);
      if (left.length > 0) {
        snack(t("还有 {n} 项没有看：{what}", { n: left.length, what: left[0]?.text ?? "" }), { kind: "bad" });
        return;
      }
      isSaving.value = true;
      const item = await write({
        kind: "patrol",
        posting: postingId(),
        title: props.patrol.title,
        fields: {
          patrol: Number(props.patrol.id),
          answers: props.patrol.items.map((one) => ({
            item: one.id,
            verdict: walk.answers[one.id] ?? "fine",
            note: (walk.notes[one.id] ?? "").trim(),
            ...(walk.reports[one.id] ? { report: walk.reports[one.id] } : {}),
          })),
        },
        draft: { patrol: props.patrol.id },
      });
      isSaving.value = false;
      if (!item) return;
      sentHere.add(props.patrol.id);
      snack(t("巡查记录已存在手机上，有网络就发送。"), { undo: () => void undo(item.id) });
      go("patrol");
    };

    const undo = async (id: string) => {
      const item = await takeBack(id);
      if (item) sentHere.delete(props.patrol.id);
      snack(item ? t("已收回。") : t("已经在发送，收不回来了。"));
    };

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
          {walk.answers[one.id] === "found" ? (
            <div class="found">
              <label for={`note-${one.id}`}>{t("说明（可不填）")}</label>
              <input
                id={`note-${one.id}`}
                class="input"
                maxlength={300}
                value={walk.notes[one.id] ?? ""}
                onInput={(event: Event) => (walk.notes[one.id] = (event.target as HTMLInputElement).value)}
              />
              <button
                type="button"
                class="quiet strong"
                onClick={() => reportFinding(props.patrol.id, one.id, one.text)}
              >
                <Icon name="camera" />
                {walk.reports[one.id] ? t("已经报了，再报一件") : t("把这个问题报上去")}
              </button>
            </div>
          ) : null}
        </fieldset>
      </li>
    );

    return () => {
      const seen = props.patrol.items.filter((one) => walk.answers[one.id]).length;
      const waiting = waitingOf(props.patrol);
      const isOver = isSent(props.patrol) || waiting !== undefined;
      return (
        <>
          <Head title={props.patrol.title} back="patrol" />
          <main class="page" id="main">
            {isOver ? (
              <section class="made">
                <Icon name="circle-check" />
                <h2>{t("这次巡查做完了")}</h2>
                {waiting ? <Badge status={statusOf(waiting)} /> : null}
              </section>
            ) : (
              <>
                <p class="hint">
                  {t("看过 {n} 项，共 {all} 项", { n: seen, all: props.patrol.items.length })}
                </p>
                <ol class="points">{props.patrol.items.map(Point)}</ol>
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
