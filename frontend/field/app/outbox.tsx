/** The outbox: what is on the phone only, what is on its way, what has arrived, and what a person must look at. */
import { Button } from "vant";
import { defineComponent, type FunctionalComponent } from "vue";
import { moment } from "../core/lights";
import type { Delivered, Item } from "../core/outbox";
import { t } from "../words";
import { asked, Empty, Head, Icon } from "./pieces";
import { address, go } from "./route";
import { again, discard, needing, sendNow, state } from "./state";
import { arrivedStatus, Badge, kindOf, pauseWords, statusOf } from "./status";
import { mayChange, takeUp } from "./taking-up";

async function throwAway(item: Item): Promise<void> {
  const words = item.receipt
    ? t("文字已经送到，只删掉手机上还没传的照片。删掉后找不回来。")
    : t("它只在这部手机上，删掉后找不回来。");
  if (await asked(t("删掉这条？"), words, t("删掉"), true)) await discard(item.id);
}

export const ItemCard: FunctionalComponent<{ item: Item }> = ({ item }) => {
  const status = statusOf(item);
  const needsPerson = status.name === "attention";
  return (
    <li class="item" data-testid="outbox-item" data-state={status.name} data-id={item.id}>
      <div class="item-head">
        <b>{item.title || t("读不了的一条")}</b>
        <Badge status={status} />
      </div>
      <p class="item-detail">{status.detail}</p>
      <p class="item-when">
        {kindOf(item)} · {moment(item.made_at)}
        {item.files.length > 0 ? ` · ${t("{n} 个文件", { n: item.files.length })}` : ""}
      </p>
      {needsPerson || mayChange(item) ? (
        <div class="item-buttons">
          {mayChange(item) ? (
            item.problem?.now ? (
              <a class="quiet strong" href={address("merge", item.id)}>
                {t("比一比，再决定")}
              </a>
            ) : (
              <button type="button" class="quiet strong" onClick={() => takeUp(item)}>
                <Icon name="pencil" />
                {t("修改")}
              </button>
            )
          ) : null}
          {needsPerson && item.state !== "unreadable" ? (
            <button type="button" class="quiet" onClick={() => again(item.id)}>
              <Icon name="refresh" />
              {t("原样再发")}
            </button>
          ) : null}
          {needsPerson ? (
            <button type="button" class="quiet danger" onClick={() => throwAway(item)}>
              <Icon name="trash" />
              {t("删掉")}
            </button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
};

const Arrived: FunctionalComponent<{ one: Delivered }> = ({ one }) => {
  const status = arrivedStatus(one);
  const isHere = state.today?.cases.some((found) => found.id === one.case_id);
  return (
    <li class="item" data-testid="delivered-item" data-state="arrived" data-id={one.id}>
      <div class="item-head">
        <b>{one.title}</b>
        <Badge status={status} />
      </div>
      <p class="item-when">{[status.detail, kindOf(one), moment(one.made_at)].filter(Boolean).join(" · ")}</p>
      {isHere && one.case_id ? (
        <div class="item-buttons">
          <a class="quiet" href={address("case", one.case_id)}>
            {t("看这件")}
          </a>
        </div>
      ) : null}
    </li>
  );
};

export const OutboxScreen = defineComponent({
  setup() {
    return () => (
      <>
        <Head title={t("发件箱")} back="me" />
        <main class="page" id="main">
          {state.items.length > 0 ? (
            <section aria-labelledby="unsent">
              <h2 id="unsent">{t("还没送到 {n} 条", { n: state.items.length })}</h2>
              <ul class="items">
                {state.items.map((item) => (
                  <ItemCard key={item.id} item={item} />
                ))}
              </ul>
              {pauseWords() ? (
                <p class="hint" data-testid="pause" data-pause={state.going.pause}>
                  {t("现在没有在发：{why}。", { why: pauseWords() })}
                </p>
              ) : null}
              {state.items.length > needing.value ? (
                <Button block type="primary" onClick={sendNow} data-testid="send-now">
                  {t("现在发送")}
                </Button>
              ) : null}
            </section>
          ) : state.phase === "starting" ? null : (
            <Empty
              icon="circle-check"
              title={t("没有等着发送的")}
              words={t("写好的都先存在手机上，收到对方回执才算送到。")}
            />
          )}
          {state.delivered.length > 0 ? (
            <section aria-labelledby="arrived">
              <h2 id="arrived">{t("已送到")}</h2>
              <ul class="items">
                {state.delivered.map((one) => (
                  <Arrived key={one.id} one={one} />
                ))}
              </ul>
            </section>
          ) : null}
          <p class="more">
            <button type="button" class="quiet" onClick={() => go("me")}>
              {t("回到我的")}
            </button>
          </p>
        </main>
      </>
    );
  },
});
