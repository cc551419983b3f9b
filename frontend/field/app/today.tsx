/** Today's work: what waits for this posting, the most urgent first. */
import { PullRefresh } from "vant";
import { defineComponent, type FunctionalComponent, ref } from "vue";
import { moment } from "../core/lights";
import type { Case, Today } from "../core/wire";
import { t } from "../words";
import { Picture } from "./pictures";
import { Clock, Empty, Icon, Notice } from "./pieces";
import { address } from "./route";
import { refresh, state, waitingFor } from "./state";
import { Badge, statusOf } from "./status";
import { Top } from "./top";

/** The list of what this posting has reported: it is followed here, and done by others. */
const FOLLOWED = "reported_by_me";

/** The day's lists that are not empty, in the server's order. */
export function lists(today: Today): { name: string; title: string; cases: Case[] }[] {
  return today.lists
    .map((one) => ({ ...one, cases: today.cases.filter((each) => each.list === one.name) }))
    .filter((one) => one.cases.length > 0);
}

export const toDo = (cases: Case[]): Case[] => cases.filter((one) => one.list !== FOLLOWED);

const byDue = (a: Case, b: Case): number =>
  (Date.parse(a.due_at ?? "") || Number.MAX_SAFE_INTEGER) -
  (Date.parse(b.due_at ?? "") || Number.MAX_SAFE_INTEGER);

export const CaseRow: FunctionalComponent<{ of: Case }> = ({ of }) => {
  const [waiting] = waitingFor(of.id);
  const [photo] = of.photos;
  const next = of.actions.find((one) => one.reason === null && one.primary);
  return (
    <li>
      <a class="case-row" href={address("case", of.id)} data-testid="case-row">
        <span class="case-words">
          <span class="case-meta">
            <Clock of={of} />
            <span class="tag">{of.state_title}</span>
          </span>
          <b>{of.matter || of.title}</b>
          <span class="case-place">
            <Icon name="map-pin" />
            {of.address || t("没有写地址")}
          </span>
          {waiting ? (
            <Badge status={statusOf(waiting)} />
          ) : next ? (
            <span class="next">{next.title}</span>
          ) : null}
        </span>
        {photo?.thumb ? <Picture class="case-thumb" of={photo} /> : null}
      </a>
    </li>
  );
};

export const TodayScreen = defineComponent({
  setup() {
    const chosen = ref("");
    const isPulled = ref(false);
    const pulled = async () => {
      await refresh();
      isPulled.value = false;
    };

    const Chips = () => {
      const { today } = state;
      const found = today ? lists(today) : [];
      if (!today || found.length < 2) return null;
      const all = { name: "", title: t("要做的"), cases: toDo(today.cases) };
      return (
        <div class="chips" role="group" aria-label={t("分类")}>
          {[all, ...found].map((one) => (
            <button
              key={one.name}
              type="button"
              aria-pressed={chosen.value === one.name}
              onClick={() => (chosen.value = one.name)}
            >
              {one.title} <span class="number">{one.cases.length}</span>
            </button>
          ))}
        </div>
      );
    };

    const Cases = () => {
      const all = state.today?.cases ?? [];
      const shown = chosen.value ? all.filter((one) => one.list === chosen.value) : toDo(all);
      if (!state.today) return <Nothing />;
      if (shown.length === 0)
        return (
          <Empty
            icon="circle-check"
            title={t("现在没有等您的件")}
            words={t("派到您网格、要您核实或办理的，会出现在这里。")}
          />
        );
      return (
        <ul class="cases" data-testid="cases">
          {[...shown].sort(byDue).map((one) => (
            <CaseRow key={one.id} of={one} />
          ))}
        </ul>
      );
    };

    const Patrols = () => {
      const open = (state.today?.patrols ?? []).filter((one) => !one.isDone);
      return open.length > 0 ? (
        <a class="line-link" href={address("patrol")}>
          <Icon name="checklist" />
          <span>{t("有 {n} 项巡查要做", { n: open.length })}</span>
          <Icon name="chevron-right" />
        </a>
      ) : null;
    };

    return () => (
      <>
        <Top title={t("今天")} />
        <PullRefresh
          modelValue={isPulled.value}
          onUpdate:modelValue={(on: boolean) => (isPulled.value = on)}
          onRefresh={pulled}
          successText={t("好了")}
        >
          <main class="page" id="main">
            <Storage />
            {Patrols()}
            {Chips()}
            {Cases()}
            {state.at ? (
              <p class="as-of">
                {t("{time} 的情况", { time: moment(state.at) })}
                <button type="button" class="quiet" disabled={state.isRefreshing} onClick={refresh}>
                  <Icon name="refresh" />
                  {state.isRefreshing ? t("正在更新") : t("更新")}
                </button>
              </p>
            ) : null}
          </main>
        </PullRefresh>
      </>
    );
  },
});

const Nothing: FunctionalComponent = () => {
  if (!state.signedIn)
    return <Empty icon="lock" title={t("请先登录")} words={t("登录一次后，没有网络也能用。")} />;
  if (state.isRefreshing) return <Empty icon="refresh" title={t("正在取今天的工作…")} />;
  return (
    <Empty
      icon="cloud-off"
      title={t("还没有取到今天的工作")}
      words={t("有网络时打开一次就存在手机上。现在也可以先上报。")}
    />
  );
};

/** Said at once on the first screen: this phone does not keep what is written. */
const Storage: FunctionalComponent = () => {
  const said = storageWords()[state.storage];
  if (!said.isBad) return null;
  return (
    <Notice data-testid="storage-warning" data-storage={state.storage}>
      <b>{said.title}</b> {said.words}
    </Notice>
  );
};

export function storageWords(): Record<
  typeof state.storage,
  { title: string; words: string; isBad: boolean }
> {
  return {
    kept: {
      title: t("存得住"),
      words: t("浏览器答应不清理，写好的会一直在，直到送到。"),
      isBad: false,
    },
    "may-go": {
      title: t("一般存得住"),
      words: t("手机空间很紧时，浏览器可能清理。把本应用添加到桌面会更稳。"),
      isBad: false,
    },
    private: {
      title: t("像是无痕窗口"),
      words: t("关掉窗口，没送到的就没了。请用普通窗口打开。"),
      isBad: true,
    },
    tight: {
      title: t("手机快存满了"),
      words: t("可能存不下新的照片，请先清理手机空间。"),
      isBad: true,
    },
    evicted: {
      title: t("浏览器清理过本机数据"),
      words:
        state.lost > 0
          ? t("清理时还有 {n} 条没有送到，已经找不回来，请重新上报。", { n: state.lost })
          : t("清理时没有未送到的，没有丢东西。"),
      isBad: state.lost > 0,
    },
    insecure: {
      title: t("这个网址不安全，手机上存不了"),
      words: t("请用 https 开头的网址打开。"),
      isBad: true,
    },
    forbidden: {
      title: t("浏览器不许在手机上存东西"),
      words: t("可能是无痕窗口，或关掉了网站数据。请换普通窗口，或在设置里允许。"),
      isBad: true,
    },
    full: {
      title: t("手机存满了"),
      words: t("新写的存不下，请先清理手机空间。"),
      isBad: true,
    },
    broken: {
      title: t("手机上的存储打不开"),
      words: t("请关掉浏览器再打开；还不行就重启手机。"),
      isBad: true,
    },
  };
}
