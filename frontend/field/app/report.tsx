/** Reporting: photos first, then what it is, words, where, and whether it was settled on the spot. */
import { Button, Switch } from "vant";
import { defineComponent, nextTick, onUnmounted, ref, watch } from "vue";
import type { NewItem } from "../core/outbox";
import { t } from "../words";
import { postingId } from "./acting";
import * as drafts from "./drafts";
import { Made } from "./made";
import { Photos, Voice } from "./media";
import { Openings } from "./opening";
import { comeFromReport } from "./openings";
import { entryOf, nothing, readWalk, walked, withReport } from "./patrols";
import { MatterPicker, matterTitle } from "./picker";
import { Icon, Notice } from "./pieces";
import { Place } from "./place";
import { go } from "./route";
import { snack } from "./snack";
import { state, write } from "./state";
import { Top } from "./top";

type Errors = Record<string, string>;
const { words, photos, evidence, voice, replacing } = drafts;

function problems(): Errors {
  const found: Errors = {};
  if (!words.matter) found.matter = t("请选是什么事。");
  if (!words.description.trim() && voice.list.value.length === 0)
    found.description = t("请写一句，或按一下用说的。");
  if (!words.address.trim() && words.lon === null) found.place = t("请写地址，或标出位置。");
  if (words.isSettled && !words.result.trim()) found.result = t("请写怎么处理的。");
  if (words.isSettled && evidence.list.value.length === 0) found.evidence = t("请拍一张处理后的照片。");
  return found;
}

/** The report as it is sent. In its own transaction the draft goes, and a patrol learns of its finding. */
async function made(): Promise<NewItem> {
  await walked();
  const walk = words.patrol ? await readWalk(words.patrol) : nothing();
  const { patrol, point } = words;
  const files = [...photos.list.value, ...evidence.list.value, ...voice.list.value];
  const isMarked = words.lon !== null && words.lat !== null;
  const settled = { result: words.result.trim(), evidence: evidence.refs.map((one) => one.id) };
  return {
    kind: "report",
    posting: postingId(),
    title: matterTitle(words.matter),
    fields: {
      matter: words.matter,
      description: words.description.trim(),
      ...(words.address.trim() ? { address: words.address.trim() } : {}),
      ...(isMarked ? { lon: words.lon, lat: words.lat } : { area: state.today?.posting?.ground.code ?? "" }),
      ...(words.isSettled ? { settled } : {}),
    },
    draft: drafts.asDraft(),
    files: files.map(({ id, bytes, type }) => ({ id, bytes, type })),
    along: (id) => ({
      entries: patrol ? [entryOf(patrol, withReport(walk, point, id))] : [],
      gone: [drafts.PLACE],
    }),
  };
}

/** The server's words by the fields of this form: it says ``settled.result`` and ``lon``. */
function unfolded(errors: Errors): Errors {
  const ours: Errors = { lon: "place", lat: "place", area: "place", address: "place" };
  return Object.fromEntries(
    Object.entries(errors).map(([name, said]) => [ours[name] ?? name.replace("settled.", ""), said]),
  );
}

export const ReportScreen = defineComponent({
  setup() {
    const errors = ref<Errors>({});
    const isPicking = ref(false);
    const isSaving = ref(false);
    const justMade = ref("");

    const isOpen = ref(false);

    void drafts
      .fillOnce()
      .catch(() => {}) // what cannot be read is written anew
      .finally(() => {
        isOpen.value = true;
      });
    watch(drafts.typed, () => drafts.keeper.soon());
    watch(drafts.chosen, () => drafts.keeper.now());
    onUnmounted(() => drafts.keeper.hurry());
    watch(
      replacing,
      () => {
        const refused = state.items.find((one) => one.id === replacing.id);
        errors.value = unfolded(refused?.problem?.errors ?? {});
        justMade.value = "";
      },
      { immediate: true },
    );

    const submit = async () => {
      errors.value = problems();
      if (Object.keys(errors.value).length > 0) {
        snack(t("还差：{what}", { what: Object.values(errors.value).join("") }), { kind: "bad" });
        document.querySelector<HTMLElement>(".error")?.scrollIntoView({ block: "center" });
        return;
      }
      isSaving.value = true;
      await drafts.keeper.still();
      const item = await write(await made(), replacing.id || undefined);
      isSaving.value = false;
      if (!item) {
        drafts.keeper.now();
        return;
      }
      drafts.clear();
      await nextTick(); // an emptied form is shown first, then what has become of the report
      justMade.value = item.id;
    };

    /** A matter for which something else is filled in leads there. */
    const chosen = (code: string) => {
      isPicking.value = false;
      const opening = state.today?.matters.find((one) => one.code === code)?.opening;
      if (!opening) words.matter = code;
      else {
        comeFromReport(code);
        go("open", opening, code);
      }
    };

    const Settled = () => (
      <section class="card">
        <label class="switch">
          <span>
            <b>{t("我已当场处理好")}</b>
            <small>{t("小事不出网格：写明怎么处理的，拍一张处理后的照片")}</small>
          </span>
          <Switch
            modelValue={words.isSettled}
            aria-label={t("我已当场处理好")}
            onUpdate:modelValue={(on: boolean) => (words.isSettled = on)}
          />
        </label>
        {words.isSettled ? (
          <>
            <div class="field">
              <label for="result">{t("怎么处理的")}</label>
              <textarea
                id="result"
                class="input"
                rows={2}
                maxlength={1000}
                value={words.result}
                onInput={(event: Event) => (words.result = (event.target as HTMLTextAreaElement).value)}
              />
              {errors.value.result ? <p class="error">{errors.value.result}</p> : null}
            </div>
            <Photos
              files={evidence}
              name="evidence"
              label={t("处理后的照片")}
              required
              error={errors.value.evidence ?? ""}
            />
          </>
        ) : null}
      </section>
    );

    const What = () => (
      <section class="card">
        <button
          type="button"
          class="row chooser"
          data-testid="choose-matter"
          onClick={() => (isPicking.value = true)}
        >
          <Icon name="tag" />
          <span class="row-words">
            <small>{t("是什么事")}</small>
            <b class={words.matter ? "" : "faint"}>
              {words.matter ? matterTitle(words.matter) : t("按类选，或搜一搜")}
            </b>
          </span>
          <Icon name="chevron-right" />
        </button>
        {errors.value.matter ? <p class="error">{errors.value.matter}</p> : null}
        <div class="field">
          <label for="description">{t("说明")}</label>
          <textarea
            id="description"
            name="description"
            class="input"
            rows={3}
            maxlength={1000}
            placeholder={t("看到什么，有没有危险")}
            value={words.description}
            onInput={(event: Event) => (words.description = (event.target as HTMLTextAreaElement).value)}
          />
          {errors.value.description ? <p class="error">{errors.value.description}</p> : null}
        </div>
        <Voice files={voice} />
      </section>
    );

    return () => {
      if (justMade.value) {
        return (
          <>
            <Top title={t("上报")} />
            <Made id={justMade.value} another={t("再报一件")} onMore={() => (justMade.value = "")} />
          </>
        );
      }
      if (!isOpen.value) {
        return (
          <>
            <Top title={t("上报")} />
            <main class="page" id="main" aria-busy="true" />
          </>
        );
      }
      return (
        <>
          <Top title={t("上报")} />
          <main
            class="page"
            id="main"
            data-draft={drafts.keeper.isKept.value ? "kept" : "open"}
            onFocusout={() => drafts.keeper.hurry()}
          >
            {replacing.id ? (
              <Notice>
                {t("对方没有接收这条：")}
                {Object.values(errors.value).join(" ")} {t("改好后会作为新的一条发送。")}
              </Notice>
            ) : null}
            {words.patrol ? (
              <Notice icon="checklist">{t("巡查中发现的问题，会与巡查记在一起。")}</Notice>
            ) : null}
            {replacing.id ? null : <Openings />}
            <section class="card">
              <Photos files={photos} label={t("现场照片")} />
            </section>
            {What()}
            <Place
              spot={words}
              error={errors.value.place ?? ""}
              onChange={(part) => Object.assign(words, part)}
            />
            {Settled()}
            {errors.value[""] ? <p class="error">{errors.value[""]}</p> : null}
          </main>
          <section class="action-bar" aria-label={t("提交")}>
            <Button type="primary" block loading={isSaving.value} onClick={submit} data-testid="submit">
              {words.isSettled ? t("上报并办结") : t("上报")}
            </Button>
          </section>
          <MatterPicker show={isPicking.value} onClose={() => (isPicking.value = false)} onChosen={chosen} />
        </>
      );
    };
  },
});
