/** Choosing a matter: by class with a picture, or by typing words or first letters of pinyin. */
import { defineComponent, type FunctionalComponent, ref } from "vue";
import type { Matter } from "../core/wire";
import { t } from "../words";
import { openingOf } from "./openings";
import { Empty, Icon, Search, Sheet } from "./pieces";
import { state } from "./state";

/** Matters that a search finds: in the title, the class or the first letters. */
export function found(matters: Matter[], query: string): Matter[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return matters.filter((one) => {
    const text = `${one.title} ${one.klass} ${one.words}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function classes(matters: Matter[]): { title: string; icon: string; matters: Matter[] }[] {
  const groups = new Map<string, Matter[]>();
  for (const one of matters) groups.set(one.klass, [...(groups.get(one.klass) ?? []), one]);
  return [...groups].map(([title, list]) => ({ title, icon: list[0]?.icon || "tag", matters: list }));
}

export const matterTitle = (code: string): string =>
  state.today?.matters.find((one) => one.code === code)?.title ?? code;

/** Where one types what one looks for. */
export const MatterSearch: FunctionalComponent<{ words: string; onTyped: (words: string) => void }> = (
  props,
) => (
  <Search
    words={props.words}
    label={t("搜事项")}
    hint={t("搜事项，如：井盖、路灯")}
    onTyped={props.onTyped}
  />
);

/** What is filled in for it, and who works on it: the same words may name a report and an application. */
const about = (one: Matter): string =>
  [openingOf(one.opening)?.title, one.responsible && t("一般由{unit}办理", { unit: one.responsible })]
    .filter(Boolean)
    .join(" · ");

export const MatterPicker = defineComponent({
  props: { show: { type: Boolean, required: true } },
  emits: { close: () => true, chosen: (_code: string) => true },
  setup(props, { emit }) {
    const query = ref("");
    const klass = ref("");
    const choose = (code: string) => {
      emit("chosen", code);
      query.value = "";
      klass.value = "";
    };
    const List = ({ matters }: { matters: Matter[] }) => (
      <ul class="rows" data-testid="matters">
        {matters.map((one) => (
          <li key={one.code}>
            <button type="button" class="row" onClick={() => choose(one.code)}>
              <span class="row-words">
                <b>{one.title}</b>
                {about(one) ? <small>{about(one)}</small> : null}
              </span>
              <Icon name="chevron-right" />
            </button>
          </li>
        ))}
      </ul>
    );
    const Tiles = () => (
      <ul class="tiles-3">
        {classes(state.today?.matters ?? []).map((group) => (
          <li key={group.title}>
            <button type="button" class="tile" onClick={() => (klass.value = group.title)}>
              <Icon name={group.icon} />
              <span>{group.title}</span>
            </button>
          </li>
        ))}
      </ul>
    );
    const content = () => {
      const matters = state.today?.matters ?? [];
      if (matters.length === 0)
        return (
          <Empty icon="cloud-off" title={t("还没有事项目录")} words={t("联网打开一次，目录就存在手机上。")} />
        );
      if (query.value.trim()) {
        const list = found(matters, query.value);
        return list.length > 0 ? (
          <List matters={list} />
        ) : (
          <Empty
            icon="search"
            title={t("没有找到“{words}”", { words: query.value })}
            words={t("换个说法，或按类选。")}
          />
        );
      }
      if (!klass.value) return <Tiles />;
      return (
        <>
          <button type="button" class="quiet" onClick={() => (klass.value = "")}>
            <Icon name="arrow-left" />
            {t("全部分类")}
          </button>
          <h3 class="klass">{klass.value}</h3>
          <List matters={matters.filter((one) => one.klass === klass.value)} />
        </>
      );
    };
    return () => (
      <Sheet show={props.show} title={t("是什么事")} full onClose={() => emit("close")}>
        <MatterSearch words={query.value} onTyped={(words) => (query.value = words)} />
        {content()}
      </Sheet>
    );
  },
});
