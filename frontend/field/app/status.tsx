/** What the screen says of an item, truthfully: only on the phone, on its way, arrived, or in need of a person. */
import type { FunctionalComponent } from "vue";
import { isRecord, textOf } from "../../src/lib/json";
import type { Delivered, Item } from "../core/outbox";
import { t } from "../words";
import { Icon } from "./pieces";
import { state } from "./state";

export interface Status {
  /** phone, sending, photos, attention or arrived: also the `data-state` of the badge. */
  name: string;
  words: string;
  detail: string;
  icon: string;
}

const KINDS = { report: "上报", act: "办理", patrol: "巡查", open: "登记" };
export const kindOf = (item: { kind: keyof typeof KINDS }): string => t(KINDS[item.kind]);

export const numberOf = (item: Item): string => {
  const found = item.receipt?.case;
  return isRecord(found) ? textOf(found.no) : "";
};

function sending(item: Item): Status {
  const { sent, size } = state.going;
  const percent = size > 0 && item.state === "text" ? Math.floor((sent / size) * 100) : 0;
  const detail = item.state === "text" ? t("照片已传 {n}%", { n: percent }) : t("正在送文字");
  return { name: "sending", words: t("正在发送"), detail, icon: "upload" };
}

function needsPerson(item: Item): Status {
  const words = t("需要处理");
  const base = { name: "attention", words, icon: "alert-triangle" };
  if (item.state === "foreign") return { ...base, detail: t("是用另一个岗位写的，请用那个账号登录后再发。") };
  if (item.state === "unreadable") return { ...base, detail: t("这一版应用读不了它，更新应用后再看。") };
  return { ...base, detail: Object.values(item.problem?.errors ?? {}).join(" ") || t("对方没有接收。") };
}

function photosLeft(item: Item): Status {
  const left = item.files.filter((file) => !file.arrived).length;
  const no = numberOf(item);
  const detail = no
    ? t("文字已送到，编号 {no}；还有 {n} 个文件在手机上", { no, n: left })
    : t("文字已送到；还有 {n} 个文件在手机上", { n: left });
  return { name: "photos", words: t("照片在手机上"), detail, icon: "photo" };
}

export function statusOf(item: Item): Status {
  if (state.going.id === item.id) return sending(item);
  if (item.state === "text") return photosLeft(item);
  if (item.state !== "waiting") return needsPerson(item);
  const detail = item.left ? t("试过发送，还没有收到回执，会自动再发") : t("有网络时自动发送");
  return { name: "phone", words: t("只在手机上"), detail, icon: "device-mobile" };
}

export const arrivedStatus = (one: Delivered): Status => ({
  name: "arrived",
  words: t("已送到"),
  detail: one.no ? t("编号 {no}", { no: one.no }) : "",
  icon: "circle-check",
});

export const Badge: FunctionalComponent<{ status: Status }> = ({ status }) => (
  <span class="state" data-state={status.name}>
    <Icon name={status.icon} />
    {status.words}
  </span>
);

/** Why nothing is being sent now. */
export const pauseWords = (): string => (PAUSES[state.going.pause] ? t(PAUSES[state.going.pause]) : "");

const PAUSES = {
  "": "",
  offline: "没有网络",
  signin: "登录已过期",
  server: "对方系统暂时没有回应",
  "other-tab": "另一个页面正在发送",
};

/** The line at the top of every screen: how much is still on the phone, and why. */
export function summary(): { name: string; words: string } {
  if (state.phase === "starting") return { name: "starting", words: t("正在打开…") }; // nothing is known yet
  const waiting = state.items.filter((one) => ["waiting", "text"].includes(one.state)).length;
  const attention = state.items.length - waiting;
  if (attention > 0) return { name: "attention", words: t("{n} 条需要处理", { n: attention }) };
  if (waiting > 0 && state.going.id) return { name: "sending", words: t("正在发送 {n} 条", { n: waiting }) };
  if (waiting > 0) return { name: "phone", words: t("{n} 条只在手机上", { n: waiting }) };
  if (!state.isReachable) return { name: "offline", words: t("没有网络，照常使用") };
  return { name: "arrived", words: t("都已送到") };
}
