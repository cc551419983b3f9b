/** One case: what it is, its photos and history, and what can be done now. */
import { Button } from "vant";
import { defineComponent, type FunctionalComponent, ref, shallowRef } from "vue";
import { moment } from "../core/lights";
import type { Case } from "../core/wire";
import { t } from "../words";
import { GridMap } from "./map";
import { ItemCard } from "./outbox";
import { Picture } from "./pictures";
import { Clock, Empty, Head, Icon, Sheet } from "./pieces";
import { address, route } from "./route";
import { caseOf, picture, waitingFor } from "./state";

type Photo = Case["photos"][number];

const Facts: FunctionalComponent<{ of: Case }> = ({ of }) => (
  <section class="card">
    <div class="case-meta">
      <Clock of={of} />
      <span class="tag">{of.state_title}</span>
    </div>
    <h2 class="case-title">{of.matter || of.title}</h2>
    <p class="case-said">{of.description}</p>
    <dl class="facts">
      <dt>{t("编号")}</dt>
      <dd class="number">{of.no}</dd>
      <dt>{t("地点")}</dt>
      <dd>{of.address || t("没有写地址")}</dd>
      {of.holder ? <dt>{t("谁在办")}</dt> : null}
      {of.holder ? <dd>{of.holder}</dd> : null}
      {of.due_at ? <dt>{t("期限")}</dt> : null}
      {of.due_at ? <dd class="number">{moment(of.due_at)}</dd> : null}
    </dl>
  </section>
);

export const CaseScreen = defineComponent({
  setup() {
    const enlarged = shallowRef<Photo | null>(null);
    const isMapOpen = ref(false);

    const Photos = ({ of }: { of: Case }) =>
      of.photos.length > 0 ? (
        <section class="card">
          <h2>{t("照片")}</h2>
          <ul class="thumbs">
            {of.photos.map((one, index) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-label={t("看照片 {n}", { n: index + 1 })}
                  onClick={() => (enlarged.value = one)}
                >
                  <Icon name="photo" />
                  <Picture of={one} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null;

    const Voices = ({ of }: { of: Case }) =>
      of.voices.length > 0 ? (
        <section class="card">
          <h2>{t("语音")}</h2>
          {of.voices.map((one) => (
            <audio key={one.id} controls preload="none" src={picture(one.url)} aria-label={t("语音说明")} />
          ))}
        </section>
      ) : null;

    const Spot = ({ of }: { of: Case }) =>
      of.lon !== null ? (
        <button type="button" class="line-link" onClick={() => (isMapOpen.value = true)}>
          <Icon name="map-pin" />
          <span>{t("在地图上看")}</span>
          <Icon name="chevron-right" />
        </button>
      ) : null;

    const History = ({ of }: { of: Case }) => (
      <section class="card">
        <h2>{t("经过")}</h2>
        <ol class="history">
          {of.history.map((line) => (
            <li key={`${line.at}${line.words}`}>
              <time datetime={line.at}>{moment(line.at)}</time>
              <b>{line.words}</b>
              {line.who ? <span>{line.who}</span> : null}
              {line.note ? <p>{line.note}</p> : null}
            </li>
          ))}
        </ol>
      </section>
    );

    const Actions = ({ of }: { of: Case }) => {
      const can = of.actions
        .filter((one) => one.reason === null)
        .sort((a, b) => Number(b.primary) - Number(a.primary));
      const cannot = of.actions.filter((one) => one.reason !== null);
      if (can.length + cannot.length === 0) return <p class="hint">{t("现在不用您做什么。")}</p>;
      return (
        <>
          <div class="action-bar" role="group" aria-label={t("可以做的")}>
            {can.map((one, index) => (
              <a
                key={one.name}
                class={index === 0 ? "solid" : one.danger ? "outline danger" : "outline"}
                href={address("act", of.id, one.name)}
                data-testid={`action-${one.name}`}
              >
                {one.title}
              </a>
            ))}
          </div>
          {cannot.map((one) => (
            <p key={one.name} class="hint" data-testid={`cannot-${one.name}`}>
              {t("{title}：现在不能，{reason}", { title: one.title, reason: one.reason ?? "" })}{" "}
              {one.desk ? <a href={one.desk}>{t("到工作台办")}</a> : null}
            </p>
          ))}
        </>
      );
    };

    return () => {
      const of = caseOf(Number(route.value.id));
      if (!of)
        return (
          <>
            <Head title={t("办件")} back="today" />
            <main class="page" id="main">
              <Empty
                icon="inbox"
                title={t("这件不在今天的工作里")}
                words={t("可能已经办完，或转给了别的单位。")}
              />
            </main>
          </>
        );
      const waiting = waitingFor(of.id);
      return (
        <>
          <Head title={of.no} back="today" />
          <main class="page" id="main">
            {waiting.length > 0 ? (
              <ul class="items">
                {waiting.map((item) => (
                  <ItemCard key={item.id} item={item} />
                ))}
              </ul>
            ) : null}
            <Facts of={of} />
            <Photos of={of} />
            <Voices of={of} />
            {of.awaited > 0 ? (
              <p class="hint">{t("还有 {n} 个文件在手机上，没有传到。", { n: of.awaited })}</p>
            ) : null}
            <Spot of={of} />
            <History of={of} />
            {waiting.length > 0 ? (
              <p class="hint">{t("您刚才做的还没有送到，送到后再做下一步。")}</p>
            ) : (
              <Actions of={of} />
            )}
          </main>
          <Sheet
            show={enlarged.value !== null}
            title={t("照片")}
            full
            onClose={() => (enlarged.value = null)}
          >
            {enlarged.value ? (
              <Picture class="large-photo" of={enlarged.value} full alt={t("现场照片")} />
            ) : null}
            <p class="hint">{t("没有网络时，只看得到手机上存的小图。")}</p>
          </Sheet>
          <Sheet
            show={isMapOpen.value}
            title={of.address || of.no}
            full
            onClose={() => (isMapOpen.value = false)}
          >
            <GridMap pin={of.lon !== null && of.lat !== null ? [of.lon, of.lat] : null} />
            <div class="buttons">
              <Button block onClick={() => (isMapOpen.value = false)}>
                {t("关闭")}
              </Button>
            </div>
          </Sheet>
        </>
      );
    };
  },
});
