/** What was answered at the points of a patrol so far, kept while it is walked. */
import { reactive } from "vue";
import { isRecord, textOf } from "../../src/lib/json";
import type { Item } from "../core/outbox";
import type { Entry, Place } from "../core/store";
import { t } from "../words";
import { words } from "./drafts";
import { HeldFiles, type HeldRef } from "./held";
import { Keeper } from "./keeping";
import { go } from "./route";
import { state } from "./state";

export type Verdict = "fine" | "found";

export interface Walk {
  answers: Record<string, Verdict>;
  /** Ids of the reports that findings have become. */
  reports: Record<string, string>;
  notes: Record<string, string>;
  photos: Record<string, HeldRef[]>;
}

/** What the server refused, and which patrol is walked again in its place. */
export const redoing = reactive({ patrol: "", item: "" });

const slot = (patrol: string): string => `patrol/${patrol}`;
export const ownerOf = slot;
export const placeOf = (patrol: string): Place => ({ shelf: "kept", id: slot(patrol) });

/** The values of a record that are of use; what another version wrote otherwise is left out. */
function each<T>(value: unknown, take: (one: unknown) => T | null): Record<string, T> {
  if (!isRecord(value)) return {};
  const pairs = Object.entries(value).map(([id, one]): [string, T | null] => [id, take(one)]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, T] => pair[1] !== null));
}

const asVerdict = (one: unknown): Verdict => (one === "found" ? "found" : "fine");
const asRefs = (one: unknown): HeldRef[] | null =>
  Array.isArray(one)
    ? one.filter(isRecord).map((ref) => ({ id: textOf(ref.id), type: textOf(ref.type) }))
    : null;

export const nothing = (): Walk => ({ answers: {}, reports: {}, notes: {}, photos: {} });

const asWalk = (kept: unknown): Walk =>
  isRecord(kept)
    ? {
        answers: each(kept.answers, asVerdict),
        reports: each(kept.reports, textOf),
        notes: each(kept.notes, textOf),
        photos: each(kept.photos, asRefs),
      }
    : nothing();

export async function readWalk(patrol: string): Promise<Walk> {
  return asWalk(await state.store?.read("kept", slot(patrol)));
}

/** The walk as it is kept: plain, without what the screen has wrapped around it. */
export const entryOf = (patrol: string, walk: Walk): Entry => ({
  shelf: "kept",
  id: slot(patrol),
  value: JSON.parse(JSON.stringify(walk)),
});

let last: Keeper | null = null;

/** Keeps this walk from now on. */
export function keeperOf(patrol: string, walk: Walk): Keeper {
  last = new Keeper(() => [entryOf(patrol, walk)]);
  return last;
}

/** What was said of the last walk has got to the disk. */
export const walked = async (): Promise<void> => last?.written();

/** How the report of what was found at a point begins. */
const beginning = (text: string): string => t("{text}：", { text });

/** Opens the report of what was found at a point. */
export function reportFinding(patrol: string, point: string, text: string): void {
  Object.assign(words, { patrol, point, description: words.description || beginning(text) });
  go("report");
}

/** The finding is not the report's any more; nor is the beginning, if nobody has gone on with it. */
export function leaveReport(): { patrol: string; point: string } {
  const { patrol, point } = words;
  const points = state.today?.patrols.find(({ id }) => id === patrol)?.items ?? [];
  const isOnlyBegun = points.some(({ id, text }) => id === point && words.description === beginning(text));
  Object.assign(words, { patrol: "", point: "" }, isOnlyBegun ? { description: "" } : {});
  return { patrol, point };
}

/** The walk once the finding at a point has become a report. */
export const withReport = (walk: Walk, point: string, id: string): Walk => ({
  ...walk,
  answers: { ...walk.answers, [point]: "found" },
  reports: { ...walk.reports, [point]: id },
});

interface Draft {
  patrol: string;
  walk: Walk;
}

const asDraft = (value: unknown): Draft =>
  isRecord(value)
    ? { patrol: textOf(value.patrol), walk: asWalk(value.walk) }
    : { patrol: "", walk: nothing() };

/** The walk of a kept item, its photos under new ids. */
async function copied(value: unknown): Promise<Draft> {
  const { patrol, walk } = asDraft(value);
  const photos: Walk["photos"] = {};
  for (const [point, refs] of Object.entries(walk.photos)) {
    const files = new HeldFiles(ownerOf(patrol));
    await files.restore(refs, true);
    photos[point] = files.refs;
    files.clear();
  }
  return { patrol, walk: { ...walk, photos } };
}

export async function entriesOf(draft: unknown): Promise<Entry[]> {
  const { patrol, walk } = await copied(draft);
  return patrol ? [entryOf(patrol, walk)] : [];
}

/** Opens the patrol again; of what the server refused the walk is put back first. */
export async function open(item: Item, isTakenBack: boolean): Promise<void> {
  const { patrol } = asDraft(item.draft);
  if (!isTakenBack) {
    const entries = await entriesOf(item.draft);
    await state.store?.write(entries).catch(() => {});
    Object.assign(redoing, { patrol, item: item.id });
  }
  go("patrol", patrol);
}
