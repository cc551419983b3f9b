/** The report that is being written: kept on the phone while it is typed, so that a killed browser loses nothing. */
import { reactive } from "vue";
import { isRecord, textOf } from "../../src/lib/json";
import type { Entry, Place } from "../core/store";
import { HeldFiles, type HeldRef } from "./held";
import { Keeper } from "./keeping";
import { state } from "./state";

export interface ReportWords {
  matter: string;
  description: string;
  address: string;
  lon: number | null;
  lat: number | null;
  isSettled: boolean;
  result: string;
  /** A patrol whose finding this is, and which point of its list. */
  patrol: string;
  point: string;
}

interface Kept {
  words: ReportWords;
  photos: HeldRef[];
  evidence: HeldRef[];
  voice: HeldRef[];
}

const SLOT = "draft";
const OWNER = "draft";

const nothing = (): ReportWords => ({
  matter: "",
  description: "",
  address: "",
  lon: null,
  lat: null,
  isSettled: false,
  result: "",
  patrol: "",
  point: "",
});

export const words = reactive<ReportWords>(nothing());
export const photos = new HeldFiles(OWNER);
export const evidence = new HeldFiles(OWNER);
export const voice = new HeldFiles(OWNER);
/** The item that the server refused and that this report takes the place of. */
export const replacing = reactive({ id: "" });

export const asDraft = (): Kept => ({
  words: { ...words },
  photos: photos.refs,
  evidence: evidence.refs,
  voice: voice.refs,
});

/** The draft as it is kept; it comes and goes in one transaction with the item that takes its place. */
export const asEntries = (): Entry[] => [{ shelf: "kept", id: SLOT, value: asDraft() }];
export const PLACE: Place = { shelf: "kept", id: SLOT };

/** A refused item that is being changed is still kept itself. */
export const keeper = new Keeper(() => (replacing.id ? [] : asEntries()));

/** What is typed, and what is chosen: the latter is written down at once. */
export const typed = () => [words.description, words.address, words.result];
export const chosen = () => [
  words.matter,
  words.lon,
  words.lat,
  words.isSettled,
  words.patrol,
  words.point,
  ...[photos, evidence, voice].map((files) => files.list.value),
];

const refs = (value: unknown): HeldRef[] =>
  Array.isArray(value)
    ? value.filter(isRecord).map((one) => ({ id: textOf(one.id), type: textOf(one.type) }))
    : [];

/** Fills the form from what is kept; `renamed` when its photos will be sent under new ids. */
export async function fill(value: unknown, renamed = false): Promise<void> {
  if (!isRecord(value) || !isRecord(value.words)) return;
  Object.assign(words, nothing(), value.words);
  await photos.restore(refs(value.photos), renamed);
  await evidence.restore(refs(value.evidence), renamed);
  await voice.restore(refs(value.voice), renamed);
}

let filling: Promise<void> | null = null;

/** Fills the form from where it is kept, when the app begins; fulfilled when it may be typed in. */
export function fillOnce(): Promise<void> {
  filling ??= (async () => fill(await state.store?.read("kept", SLOT)))();
  return filling;
}

export const isEmpty = (): boolean =>
  JSON.stringify(words) === JSON.stringify(nothing()) &&
  [photos, evidence, voice].every((files) => files.list.value.length === 0);

/** An empty form; what was in it has been written elsewhere. */
export function clear(): void {
  filling = Promise.resolve();
  Object.assign(words, nothing());
  replacing.id = "";
  for (const files of [photos, evidence, voice]) files.clear();
}
