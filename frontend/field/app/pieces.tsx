/** Small pieces that every screen uses. */
import { Button, Popup } from "vant";
import { defineComponent, type FunctionalComponent, shallowRef } from "vue";
import { type Light, left, lightNow } from "../core/lights";
import type { Case } from "../core/wire";
import { t } from "../words";
import { hush, shown } from "./snack";
import { state } from "./state";

const sprite = (): string => document.documentElement.dataset.icons ?? "";

/** An icon of the sprite; silent to a screen reader. */
export const Icon: FunctionalComponent<{ name: string }> = ({ name }) => (
  <svg class="icon" aria-hidden="true" focusable="false">
    <use href={`${sprite()}#${name}`} />
  </svg>
);

const LIGHT_WORDS: Record<Light, string> = { red: "超期", yellow: "快到期", green: "按时", idle: "未计时" };

/** The clock of a case: a light, and what is left. */
export const Clock: FunctionalComponent<{ of: Case }> = ({ of }) => {
  const light = lightNow(of.light, of.warn_at, of.due_at, state.nowMs);
  return (
    <span class="clock" data-light={light}>
      <i aria-hidden="true" />
      <span class="unseen">{t(LIGHT_WORDS[light])}</span>
      {left(of.due_at, state.nowMs) || t("不计时")}
    </span>
  );
};

export const Empty: FunctionalComponent<{ icon: string; title: string; words?: string }> = (props) => (
  <div class="empty">
    <Icon name={props.icon} />
    <p class="empty-title">{props.title}</p>
    {props.words ? <p>{props.words}</p> : null}
  </div>
);

/** Something to read before going on; without an icon of its own it is a warning. */
export const Notice: FunctionalComponent<{ icon?: string }> = ({ icon }, { slots }) => (
  <p class="notice" data-kind={icon ? undefined : "attention"}>
    <Icon name={icon ?? "alert-triangle"} />
    <span>{slots.default?.()}</span>
  </p>
);
Notice.props = ["icon"]; // whatever else is said of it stands on its element

/** The head of a screen that was opened from another one. */
export const Head: FunctionalComponent<{ title: string; back: string }> = ({ title, back }) => (
  <header class="head">
    <a class="head-back" href={`#/${back}`} aria-label={t("返回")}>
      <Icon name="arrow-left" />
    </a>
    <h1>{title}</h1>
  </header>
);

/** Where one types what one looks for in a list. */
export const Search: FunctionalComponent<{
  words: string;
  label: string;
  hint: string;
  onTyped: (words: string) => void;
}> = (props) => (
  <label class="search">
    <Icon name="search" />
    <input
      type="search"
      value={props.words}
      aria-label={props.label}
      placeholder={props.hint}
      onInput={(event: Event) => props.onTyped((event.target as HTMLInputElement).value)}
    />
  </label>
);

/** A sheet that comes up from the thumb's side. */
export const Sheet = defineComponent({
  props: {
    show: { type: Boolean, required: true },
    title: { type: String, required: true },
    full: { type: Boolean, default: false },
  },
  emits: { close: () => true },
  setup(props, { emit, slots }) {
    return () => (
      <Popup
        show={props.show}
        onUpdate:show={(isShown: boolean) => (isShown ? undefined : emit("close"))}
        position="bottom"
        round
        safeAreaInsetBottom
        closeOnPopstate
        destroyOnClose
        teleport="body"
        closeOnClickOverlay={false}
        onClickOverlay={() => emit("close")}
        class={props.full ? "sheet sheet-full" : "sheet"}
        aria-label={props.title}
        aria-modal="true"
      >
        <div class="sheet-head">
          <h2>{props.title}</h2>
          <button type="button" class="sheet-close" aria-label={t("关闭")} onClick={() => emit("close")}>
            <Icon name="x" />
          </button>
        </div>
        <div class="sheet-body">{slots.default?.()}</div>
      </Popup>
    );
  },
});

interface Question {
  title: string;
  words: string;
  yes: string;
  isDanger: boolean;
  answer: (said: boolean) => void;
}

const question = shallowRef<Question | null>(null);

/** Asks before something that cannot be undone. */
export function asked(title: string, words: string, yes: string, isDanger = false): Promise<boolean> {
  return new Promise((done) => {
    question.value = {
      title,
      words,
      yes,
      isDanger,
      answer: (said) => {
        question.value = null;
        done(said);
      },
    };
  });
}

export const Question = defineComponent({
  setup() {
    return () => {
      const now = question.value;
      return (
        <Sheet
          show={now !== null}
          title={now?.title ?? t("确认")}
          onClose={() => question.value?.answer(false)}
        >
          <p class="question">{now?.words}</p>
          <div class="buttons">
            <Button block type={now?.isDanger ? "danger" : "primary"} onClick={() => now?.answer(true)}>
              {now?.yes}
            </Button>
            <Button block plain onClick={() => now?.answer(false)}>
              {t("先不")}
            </Button>
          </div>
        </Sheet>
      );
    };
  },
});

export const Snack: FunctionalComponent = () => {
  const now = shown.value;
  return (
    <div class="snack-place" role="status" aria-live="polite">
      {now ? (
        <div class="snack" data-kind={now.kind} data-about={now.about} data-testid="snack">
          <span>{now.words}</span>
          {now.undo ? (
            <button
              type="button"
              onClick={() => {
                now.undo?.();
                hush();
              }}
            >
              {t("撤销")}
            </button>
          ) : null}
          <button type="button" class="snack-close" aria-label={t("知道了")} onClick={hush}>
            <Icon name="x" />
          </button>
        </div>
      ) : null}
    </div>
  );
};
