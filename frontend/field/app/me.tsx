/** Mine: the outbox, for whom I work, matters, announcements, what this phone keeps, and signing out. */
import { defineComponent, type FunctionalComponent, ref } from "vue";
import { dayOf } from "../core/lights";
import type { Matter } from "../core/wire";
import { t } from "../words";
import { classes, found, MatterSearch } from "./picker";
import { asked, Empty, Head, Icon } from "./pieces";
import { address } from "./route";
import { snack } from "./snack";
import { choosePosting, needing, signOut, state, unsent } from "./state";
import { storageWords } from "./today";
import { Top } from "./top";

async function leave(): Promise<void> {
  const words =
    unsent.value > 0
      ? t("手机上还有 {n} 条没有送到，退出后会永远丢掉。建议先联网发完再退出。", { n: unsent.value })
      : t("手机上存的今天的工作会清掉，下次登录再取。");
  const yes = unsent.value > 0 ? t("丢掉并退出") : t("退出登录");
  if (!(await asked(t("退出登录？"), words, yes, unsent.value > 0))) return;
  const isOver = await signOut();
  if (isOver) location.assign("/accounts/login/?next=/field/");
  else {
    snack(t("手机上的已经清掉。没有网络，登录要等关掉浏览器才结束。"), { isLasting: true });
    setTimeout(() => location.reload(), 4000);
  }
}

const LANGUAGES = [
  { code: "zh-hans", tag: "zh-CN", name: "中文" },
  { code: "en", tag: "en", name: "English" },
];

/** The same choice as on the desk, for the next year; what is being written is kept and comes back. */
function choose(code: string): void {
  document.cookie = `django_language=${code}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}

export const MeScreen = defineComponent({
  setup() {
    const Link = (icon: string, title: string, note: string, to: string, mark = "") => (
      <a class="row" href={address(to)}>
        <Icon name={icon} />
        <span class="row-words">
          <b>{title}</b>
          <small>{note}</small>
        </span>
        {mark ? <span class="count">{mark}</span> : null}
        <Icon name="chevron-right" />
      </a>
    );

    const Postings = () => (
      <fieldset class="card choices">
        <legend>{t("现在以哪个岗位工作")}</legend>
        {(state.today?.postings ?? []).map((one) => (
          <label key={one.id} class="row" data-chosen={one.id === state.today?.posting?.id}>
            <input
              type="radio"
              name="posting"
              checked={one.id === state.today?.posting?.id}
              onChange={() => choosePosting(one.id)}
            />
            <span class="row-words">
              <b>{one.title}</b>
              <small>
                {one.unit} · {one.ground.name}
              </small>
            </span>
          </label>
        ))}
      </fieldset>
    );

    const Kept = () => {
      const said = storageWords()[state.storage];
      return (
        <section class="card" data-testid="storage" data-storage={state.storage}>
          <h2>{t("这部手机")}</h2>
          <p class="stored" data-kind={said.isBad ? "attention" : "good"}>
            <Icon name={said.isBad ? "alert-triangle" : "device-mobile"} />
            <span>
              <b>{said.title}</b>
              <small>{said.words}</small>
            </span>
          </p>
          <p class="hint">{t("存的内容是加密的，退出登录就销毁。不记录您的行踪。")}</p>
        </section>
      );
    };

    const Language = () => (
      <fieldset class="card choices" data-testid="language">
        <legend>{t("语言")}</legend>
        <div class="choice-buttons">
          {LANGUAGES.map(({ code, tag, name }) => (
            <label key={code} lang={tag} data-chosen={document.documentElement.lang === tag}>
              <input
                type="radio"
                name="language"
                checked={document.documentElement.lang === tag}
                onChange={() => choose(code)}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
    );

    return () => (
      <>
        <Top title={t("我的")} />
        <main class="page" id="main">
          {state.today ? (
            <section class="person">
              <b>{state.today.person}</b>
              <span>{state.today.posting?.title}</span>
              <small>{state.today.posting?.unit}</small>
            </section>
          ) : null}
          <nav class="rows card" aria-label={t("我的")}>
            {Link(
              "inbox",
              t("发件箱"),
              unsent.value > 0 ? t("{n} 条还没送到", { n: unsent.value }) : t("都已送到"),
              "outbox",
              needing.value > 0 ? t("{n} 条要处理", { n: needing.value }) : "",
            )}
            {Link("book", t("查事项"), t("哪家负责、几天办完"), "matters")}
            {Link(
              "speakerphone",
              t("通知公告"),
              t("{n} 条", { n: state.today?.announcements.length ?? 0 }),
              "announcements",
            )}
          </nav>
          {(state.today?.postings.length ?? 0) > 1 ? <Postings /> : null}
          <Kept />
          <Language />
          <button type="button" class="quiet danger wide" onClick={leave} data-testid="sign-out">
            <Icon name="logout" />
            {t("退出登录")}
          </button>
        </main>
      </>
    );
  },
});

const MatterFacts: FunctionalComponent<{ of: Matter }> = ({ of }) => (
  <dl class="facts">
    <dt>{t("谁负责")}</dt>
    <dd>
      {of.responsible || t("由受理单位定")}
      {of.assist.length > 0 ? <small>{t("协办：{units}", { units: of.assist.join("、") })}</small> : null}
    </dd>
    {of.phone ? <dt>{t("电话")}</dt> : null}
    {of.phone ? (
      <dd>
        <a class="number" href={`tel:${of.phone}`}>
          {of.phone}
        </a>
      </dd>
    ) : null}
    {of.criteria.map((one) => [
      <dt key={`${one.text}-limit`}>{t("几天办完")}</dt>,
      <dd key={one.text}>
        {one.limit}
        <small>{one.text}</small>
      </dd>,
    ])}
    {of.rule ? <dt>{t("依据")}</dt> : null}
    {of.rule ? <dd>{of.rule.replace(/^[^：:]*[：:]\s*/, "")}</dd> : null}
  </dl>
);

export const MattersScreen = defineComponent({
  setup() {
    const query = ref("");
    return () => {
      const list = found(state.today?.matters ?? [], query.value);
      return (
        <>
          <Head title={t("查事项")} back="me" />
          <main class="page" id="main">
            <MatterSearch words={query.value} onTyped={(words) => (query.value = words)} />
            {list.length === 0 ? (
              <Empty icon="search" title={t("没有找到")} words={t("换个说法试试。")} />
            ) : (
              classes(list).map((group) => (
                <details key={group.title} class="card group" open={query.value !== ""}>
                  <summary>
                    <Icon name={group.icon} />
                    <b>{group.title}</b>
                    <span class="number">{group.matters.length}</span>
                  </summary>
                  <ul>
                    {group.matters.map((one) => (
                      <li key={one.code} data-testid="matter">
                        <b>{one.title}</b>
                        <MatterFacts of={one} />
                      </li>
                    ))}
                  </ul>
                </details>
              ))
            )}
          </main>
        </>
      );
    };
  },
});

export const AnnouncementsScreen = defineComponent({
  setup() {
    return () => {
      const all = state.today?.announcements ?? [];
      return (
        <>
          <Head title={t("通知公告")} back="me" />
          <main class="page" id="main">
            {all.length === 0 ? (
              <Empty
                icon="speakerphone"
                title={t("没有新的公告")}
                words={t("社区和街镇发的公告会在这里。")}
              />
            ) : (
              all.map((one) => (
                <article key={one.id} class="card announcement">
                  <h2>{one.title}</h2>
                  <p class="hint">
                    {one.unit} · {dayOf(one.at)}
                  </p>
                  <p>{one.text}</p>
                </article>
              ))
            )}
          </main>
        </>
      );
    };
  },
});
