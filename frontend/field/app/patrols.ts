/** What was answered at the points of a patrol so far, kept while it is walked. */
import { isRecord, textOf } from "../../src/lib/json";
import { words } from "./drafts";
import { go } from "./route";
import { state } from "./state";

export type Verdict = "fine" | "found";

export interface Walk {
  answers: Record<string, Verdict>;
  /** Ids of the reports that findings have become. */
  reports: Record<string, string>;
  notes: Record<string, string>;
}

const slot = (patrol: string): string => `patrol/${patrol}`;

const verdicts = (value: unknown): Record<string, Verdict> =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([id, one]) => [id, one === "found" ? "found" : "fine"]))
    : {};

const texts = (value: unknown): Record<string, string> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([id, one]) => [id, textOf(one)])) : {};

export const nothing = (): Walk => ({ answers: {}, reports: {}, notes: {} });

export async function readWalk(patrol: string): Promise<Walk> {
  const kept = await state.store?.read("kept", slot(patrol));
  if (!isRecord(kept)) return nothing();
  return { answers: verdicts(kept.answers), reports: texts(kept.reports), notes: texts(kept.notes) };
}

export async function keepWalk(patrol: string, walk: Walk): Promise<void> {
  const value = { answers: { ...walk.answers }, reports: { ...walk.reports }, notes: { ...walk.notes } };
  await state.store?.write([{ shelf: "kept", id: slot(patrol), value }]).catch(() => {});
}

/** Opens the report of what was found at a point. */
export function reportFinding(patrol: string, point: string, text: string): void {
  Object.assign(words, { patrol, point, description: words.description || `${text}：` });
  go("report");
}

/** Remembers which report a finding has become. */
export async function noteReport(patrol: string, point: string, id: string): Promise<void> {
  const walk = await readWalk(patrol);
  await keepWalk(patrol, {
    ...walk,
    answers: { ...walk.answers, [point]: "found" },
    reports: { ...walk.reports, [point]: id },
  });
}
