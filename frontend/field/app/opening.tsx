/** Beginning something else than a report: the form is the server's, section by section; the writing is like every other. */
import { Button } from "vant";
import { defineComponent, type FunctionalComponent, nextTick, onUnmounted, ref } from "vue";
import type { NewItem } from "../core/outbox";
import type { FormField, Opening, Reading, Section } from "../core/wire";
import { t } from "../words";
import { postingId } from "./acting";
import { Field, isTyped } from "./fields";
import { Made } from "./made";
import * as openings from "./openings";
import { entryOf, readWalk, walked, withReport } from "./patrols";
import { asked, Empty, Head, Icon, Notice, Sheet } from "./pieces";
import { address, route } from "./route";
import { snack } from "./snack";
import { state, write } from "./state";

type Errors = Record<string, string>;
const { begun, replacing } = openings;

/** What can be begun here beside a report. */
export const Openings: FunctionalComponent = () =>
  (state.today?.openings ?? []).map((one) => (
    <a
      key={one.name}
      class="line-link"
      href={address("open", one.name)}
      data-testid={`open-${one.name}`}
      onClick={() => openings.comeFromReport()}
    >
      <Icon name={one.icon} />
      <span class="row-words">
        <b>{one.title}</b>
        <small>{one.help}</small>
      </span>
      <Icon name="chevron-right" />
    </a>
  ));

function problems(opening: Opening): Errors {
  const shown = opening.sections.filter((one) => openings.isShown(one, {}));
  const missing = shown
    .flatMap(({ form }) => form)
    .filter(({ name, required }) => required && !begun.values[name]?.trim());
  return Object.fromEntries(missing.map(({ name, title }) => [name, t("请填写{title}。", { title })]));
}

async function made(opening: Opening): Promise<NewItem> {
  await walked();
  const { patrol, point } = begun;
  const walk = patrol ? await readWalk(patrol) : null;
  return {
    kind: "open",
    posting: postingId(),
    title: openings.titleOf(opening),
    fields: { opening: opening.name, form: openings.filledForm(opening) },
    draft: openings.asDraft(),
    along: (id) => ({
      entries: walk ? [entryOf(patrol, withReport(walk, point, id))] : [],
      gone: [openings.PLACE],
    }),
  };
}

/** What somebody is to read first, also in letters that can be read at arm's length. */
const ToRead = defineComponent({
  props: { reading: { type: Object as () => Reading, required: true } },
  emits: { read: () => true },
  setup(props, { emit }) {
    const isLarge = ref(false);
    return () => (
      <>
        <p class="to-read">{props.reading.text}</p>
        <button type="button" class="quiet wide" onClick={() => (isLarge.value = true)}>
          <Icon name="eye" />
          {t("放大给当事人看")}
        </button>
        <Sheet show={isLarge.value} title={props.reading.title} full onClose={() => (isLarge.value = false)}>
          <p class="to-read large">{props.reading.text}</p>
          <div class="buttons">
            <button
              type="button"
              class="solid"
              onClick={() => {
                isLarge.value = false;
                emit("read");
              }}
            >
              {t("看过了")}
            </button>
          </div>
        </Sheet>
      </>
    );
  },
});

export const OpenScreen = defineComponent({
  setup() {
    const { id: name, sub: matter } = route.value;
    const errors = ref<Errors>({});
    const isOpen = ref(false);
    const isSaving = ref(false);
    const justMade = ref("");
    const opening = () => openings.openingOf(name);

    const start = async () => {
      await openings.resume(name, matter).catch(() => {});
      errors.value = { ...state.items.find((one) => one.id === replacing.id)?.problem?.errors };
      isOpen.value = true;
    };
    void start();
    onUnmounted(() => openings.keeper.hurry());

    const change = (field: FormField, value: string) => {
      begun.values[field.name] = value;
      delete errors.value[field.name];
      if (isTyped(field)) openings.keeper.soon();
      else openings.keeper.now();
    };

    const submit = async () => {
      const now = opening();
      if (!now) return;
      errors.value = problems(now);
      if (Object.keys(errors.value).length > 0) {
        snack(t("还差 {n} 处，都标出来了。", { n: Object.keys(errors.value).length }), { kind: "bad" });
        await nextTick();
        document.querySelector<HTMLElement>(".error")?.scrollIntoView({ block: "center" });
        return;
      }
      isSaving.value = true;
      await openings.keeper.still();
      const item = await write(await made(now), replacing.id || undefined);
      isSaving.value = false;
      if (!item) {
        openings.keeper.now();
        return;
      }
      openings.clear();
      justMade.value = item.id;
      scrollTo(0, 0);
    };

    const again = () => {
      justMade.value = "";
      void start();
    };

    const empty = async () => {
      const words = t("填的都会从手机上清掉，找不回来。");
      if (!(await asked(t("清空这份？"), words, t("清空"), true))) return;
      await openings.forget();
      await start();
      scrollTo(0, 0);
    };

    const Part = (section: Section, index: number) =>
      openings.isShown(section, errors.value) ? (
        <section key={section.title} class="card" aria-labelledby={`part-${index}`}>
          <h2 id={`part-${index}`} class="part-title">
            <Icon name={section.icon} />
            {section.title}
          </h2>
          {section.help ? <p class="hint">{section.help}</p> : null}
          {section.reading ? (
            <ToRead
              reading={section.reading}
              onRead={() => {
                const { field, value } = section.reading as Reading;
                begun.values[field] = value;
                delete errors.value[field];
                openings.keeper.now();
              }}
            />
          ) : null}
          {section.form.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={begun.values[field.name] ?? ""}
              error={errors.value[field.name] ?? ""}
              onChange={(value) => change(field, String(value ?? ""))}
            />
          ))}
          {section.folded ? (
            <p class="part-away">
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  openings.fold(section);
                  openings.keeper.now();
                }}
              >
                <Icon name="x" />
                {t("去掉这一位")}
              </button>
            </p>
          ) : null}
        </section>
      ) : null;

    /** The way to one that nobody has asked for yet; the second of them is offered after the first. */
    const Unfold = (section: Section, before: Section | undefined) =>
      openings.isShown(section, errors.value) ||
      (before && !openings.isShown(before, errors.value)) ? null : (
        <button
          key={section.title}
          type="button"
          class="quiet wide"
          onClick={() => {
            begun.unfolded = [...begun.unfolded, section.title];
            openings.keeper.now();
          }}
        >
          <Icon name={section.icon} />
          {section.title}
        </button>
      );

    const Form = (now: Opening) => (
      <>
        {replacing.id ? (
          <Notice>
            {t("对方没有接收这条：")}
            {Object.values(errors.value).join(" ")} {t("改好后会作为新的一条发送。")}
          </Notice>
        ) : null}
        {begun.patrol ? <Notice icon="checklist">{t("巡查中发现的问题，会与巡查记在一起。")}</Notice> : null}
        {now.sections.map(
          (section, index) => Part(section, index) ?? Unfold(section, now.sections[index - 1]),
        )}
        {errors.value[""] ? <p class="error">{errors.value[""]}</p> : null}
        <p class="more">
          <button type="button" class="quiet danger" onClick={empty}>
            <Icon name="trash" />
            {t("清空这份")}
          </button>
        </p>
      </>
    );

    const Page = () => {
      const now = opening();
      if (justMade.value)
        return <Made id={justMade.value} another={t("再登记一件")} note={now?.done ?? ""} onMore={again} />;
      return (
        <main
          class="page"
          id="main"
          aria-busy={!isOpen.value}
          data-draft={openings.keeper.isKept.value ? "kept" : "open"}
          onFocusout={() => openings.keeper.hurry()}
        >
          {isOpen.value && now ? Form(now) : null}
          {isOpen.value && !now ? (
            <Empty
              icon="inbox"
              title={t("现在不能登记")}
              words={t("联网打开一次，表就存在手机上；也可能您的岗位不办这个。")}
            />
          ) : null}
        </main>
      );
    };

    return () => {
      const now = opening();
      return (
        <>
          <Head title={now?.title ?? t("登记")} back="report" />
          {Page()}
          {now && isOpen.value && !justMade.value ? (
            <section class="action-bar" aria-label={t("提交")}>
              <Button type="primary" block loading={isSaving.value} onClick={submit} data-testid="submit">
                {now.submit}
              </Button>
            </section>
          ) : null}
        </>
      );
    };
  },
});
