/** Opens a kept item again in the form it came from. */
import type { Item } from "../core/outbox";
import { t } from "../words";
import * as acting from "./acting";
import * as drafts from "./drafts";
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

/** The form is filled before the item goes, so that at every moment one of the two is on the disk. */
export async function takeUp(item: Item): Promise<void> {
  if (item.kind === "report") {
    await drafts.fillOnce();
    if (!(await mayReplaceDraft())) return;
    await drafts.clear();
    await drafts.fill(item.draft, true);
  } else if (item.kind === "act") {
    await acting.fill(item.draft, true);
  }
  if (item.state === "waiting" && !(await takeBack(item.id))) {
    snack(t("已经在发送，不能再改。"));
    if (item.kind === "report") await drafts.clear();
    return;
  }
  if (item.kind === "report") {
    drafts.replacing.id = item.state === "waiting" ? "" : item.id;
    drafts.keepSoon();
    go("report");
  } else if (item.kind === "act") {
    acting.open(item);
  } else {
    go("patrol");
  }
}
