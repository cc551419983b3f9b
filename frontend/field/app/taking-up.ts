/** Opens a kept item again in the form it came from. */
import type { Item } from "../core/outbox";
import type { Entry } from "../core/store";
import { t } from "../words";
import * as acting from "./acting";
import * as drafts from "./drafts";
import * as openings from "./openings";
import * as patrols from "./patrols";
import { asked } from "./pieces";
import { go } from "./route";
import { snack } from "./snack";
import { takeBack } from "./state";

/** What the server refused, and what has never left the phone. */
export const mayChange = (item: Item): boolean =>
  (item.state === "attention" && !item.receipt) || (item.state === "waiting" && !item.left);

async function mayReplaceDraft(): Promise<boolean> {
  const isFree = drafts.isEmpty() || drafts.replacing.id !== "";
  return (
    isFree ||
    asked(t("正在写的一条怎么办？"), t("上报页里还有一条没有提交，改这条会把它清掉。"), t("清掉，改这条"))
  );
}

async function filledOpening(item: Item): Promise<boolean> {
  const isFree = openings.isEmpty() || openings.replacing.id !== "";
  const words = t("还有一份没有提交，改这份会把它清掉。");
  if (!isFree && !(await asked(t("正在写的一条怎么办？"), words, t("清掉，改这条")))) return false;
  openings.clear();
  openings.fill(item.draft);
  return true;
}

/** Fills the form that an item came from; false when the person would rather keep what stands there. */
async function filled(item: Item): Promise<boolean> {
  if (item.kind === "act") await acting.fill(item.draft, true);
  if (item.kind === "open") return filledOpening(item);
  if (item.kind !== "report") return true;
  await drafts.fillOnce();
  if (!(await mayReplaceDraft())) return false;
  drafts.clear();
  await drafts.fill(item.draft, true);
  return true;
}

/** The form as it is kept in the item's place, written in the transaction in which the item goes. */
async function inItsPlace(item: Item): Promise<Entry[]> {
  if (item.kind === "patrol") return patrols.entriesOf(item.draft);
  return { report: drafts, act: acting, open: openings }[item.kind].asEntries();
}

/** Shows the form; a refused item is still kept until the one that takes its place is written. */
async function show(item: Item): Promise<void> {
  const isWaiting = item.state === "waiting";
  const replaced = isWaiting ? "" : item.id;
  if (item.kind === "patrol") await patrols.open(item, isWaiting);
  else if (item.kind === "act") acting.open(item);
  else if (item.kind === "open") {
    openings.replacing.id = replaced;
    go("open", openings.begun.name);
  } else {
    drafts.replacing.id = replaced;
    go("report");
  }
}

/** At every moment the words are on the disk once: as an item, or as the draft of a form. */
export async function takeUp(item: Item): Promise<void> {
  if (!(await filled(item))) return;
  if (item.state === "waiting" && !(await takeBack(item.id, { entries: await inItsPlace(item) }))) {
    snack(t("已经在发送，不能再改。"));
    if (item.kind === "report") drafts.clear();
    if (item.kind === "open") openings.clear();
    return;
  }
  await show(item);
}
