/** Opens a kept item again in the form it came from. */
import type { Item } from "../core/outbox";
import type { Entry } from "../core/store";
import { t } from "../words";
import * as acting from "./acting";
import * as drafts from "./drafts";
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

/** Fills the form that an item came from; false when the person would rather keep what stands there. */
async function filled(item: Item): Promise<boolean> {
  if (item.kind === "act") await acting.fill(item.draft, true);
  if (item.kind !== "report") return true;
  await drafts.fillOnce();
  if (!(await mayReplaceDraft())) return false;
  drafts.clear();
  await drafts.fill(item.draft, true);
  return true;
}

/** The form as it is kept in the item's place, written in the transaction in which the item goes. */
const inItsPlace = async (item: Item): Promise<Entry[]> =>
  item.kind === "report"
    ? drafts.asEntries()
    : item.kind === "act"
      ? acting.asEntries()
      : patrols.entriesOf(item.draft);

/** At every moment the words are on the disk once: as an item, or as the draft of a form. */
export async function takeUp(item: Item): Promise<void> {
  if (!(await filled(item))) return;
  const isWaiting = item.state === "waiting";
  if (isWaiting && !(await takeBack(item.id, { entries: await inItsPlace(item) }))) {
    snack(t("已经在发送，不能再改。"));
    if (item.kind === "report") drafts.clear();
    return;
  }
  if (item.kind === "report") {
    drafts.replacing.id = isWaiting ? "" : item.id;
    go("report");
  } else if (item.kind === "act") {
    acting.open(item);
  } else {
    await patrols.open(item, isWaiting);
  }
}
