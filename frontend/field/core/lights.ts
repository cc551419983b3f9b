/** Clocks of cases in words, read against the server's time: the phone's own clock may be wrong. */
import { t } from "../words";

export type Light = "red" | "yellow" | "green" | "idle";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function span(ms: number): string {
  if (ms >= DAY) return t("{n} 天", { n: Math.floor(ms / DAY) });
  if (ms >= HOUR) return t("{n} 小时", { n: Math.floor(ms / HOUR) });
  return t("{n} 分钟", { n: Math.max(1, Math.floor(ms / MINUTE)) });
}

/** 还剩 3 小时 · 已超 2 天 */
export function left(due: string | null, nowMs: number): string {
  if (!due) return "";
  const ms = Date.parse(due) - nowMs;
  return ms >= 0 ? t("还剩 {time}", { time: span(ms) }) : t("已超 {time}", { time: span(-ms) });
}

/** The light at this moment: what was green in the morning may be red offline at noon. */
export function lightNow(light: Light, warn: string | null, due: string | null, nowMs: number): Light {
  if (light === "idle" || !due) return light;
  if (nowMs >= Date.parse(due)) return "red";
  return warn && nowMs >= Date.parse(warn) ? "yellow" : light;
}

const DAYTIME = new Intl.DateTimeFormat("zh-CN", {
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "Asia/Shanghai",
});

/** 11/22 09:30 in the county's own time. */
export function moment(iso: string | null | undefined): string {
  const ms = Date.parse(iso ?? "");
  return Number.isNaN(ms) ? "" : DAYTIME.format(ms);
}

/** 11月22日 of a date without a time. */
export function dayOf(date: string): string {
  const [, month, day] = /^\d+-(\d+)-(\d+)/.exec(date) ?? [];
  return month && day ? t("{month}月{day}日", { month: Number(month), day: Number(day) }) : date;
}
