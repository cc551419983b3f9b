/** The form of an action on a case, as the server described it, while it is being filled in. */
import { shallowReactive } from "vue";
import { isRecord, textOf } from "../../src/lib/json";
import type { Item } from "../core/outbox";
import type { Entry, Place } from "../core/store";
import type { FormField } from "../core/wire";
import { HeldFiles, type HeldRef } from "./held";
import { Keeper } from "./keeping";
import { go } from "./route";
import { caseOf, state } from "./state";

export type Values = Record<string, string | boolean | string[] | null>;

export interface Filling {
  case: number;
  action: string;
  title: string;
  no: string;
  seen_version: number;
  values: Values;
  /** What stood in the case when the form was opened. */
  base: Record<string, unknown>;
  fields: FormField[];
}

interface Acting {
  now: Filling | null;
  files: Record<string, HeldFiles>;
  replacing: string;
}

export const acting = shallowReactive<Acting>({ now: null, files: {}, replacing: "" });

const OWNER = "act-draft";
export const isFiles = (field: FormField): boolean => ["photos", "photo", "files"].includes(field.kind);

function filesFor(fields: FormField[]): Record<string, HeldFiles> {
  const wanted = fields.filter(isFiles);
  return Object.fromEntries(wanted.map((field) => [field.name, new HeldFiles(OWNER)]));
}

/** Opens an empty form; the one that is being filled in already is left as it is. */
export function begin(id: number, name: string): void {
  if (acting.now?.case === id && acting.now.action === name) return;
  const found = caseOf(id);
  const action = found?.actions.find((one) => one.name === name);
  if (!found || !action) return;
  acting.now = {
    case: id,
    action: name,
    title: action.title,
    no: found.no,
    seen_version: found.row_version,
    values: Object.fromEntries(
      action.form.map((field) => [
        field.name,
        field.kind === "bool" ? null : textOf(found.values[field.name]),
      ]),
    ),
    base: seen(action.form, found.values),
    fields: action.form,
  };
  acting.files = filesFor(action.form);
  acting.replacing = "";
}

/** What stands in the fields of a form; those that the case does not know of are left out. */
export const seen = (fields: FormField[], values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(fields.filter(({ name }) => name in values).map(({ name }) => [name, values[name]]));

interface Kept {
  filling: Filling;
  files: Record<string, HeldRef[]>;
  /** The case, so that it can say what waits for it. */
  case: number;
}

export const asDraft = (filling: Filling): Kept => ({
  filling,
  files: Object.fromEntries(Object.entries(acting.files).map(([name, files]) => [name, files.refs])),
  case: filling.case,
});

export async function fill(draft: unknown, asCopies: boolean): Promise<void> {
  if (!isRecord(draft) || !isRecord(draft.filling)) return;
  const kept = draft as unknown as Kept;
  acting.now = kept.filling;
  acting.files = filesFor(kept.filling.fields);
  for (const [name, files] of Object.entries(acting.files))
    await files.restore(kept.files[name] ?? [], asCopies);
}

export function open(item: Item): void {
  acting.replacing = item.state === "waiting" ? "" : item.id;
  if (acting.now) go("act", acting.now.case, acting.now.action);
}

const SLOT = "act";

/** The form as it is kept; it comes and goes in one transaction with the item that takes its place. */
export const asEntries = (): Entry[] =>
  acting.now ? [{ shelf: "kept", id: SLOT, value: asDraft(acting.now) }] : [];
export const PLACE: Place = { shelf: "kept", id: SLOT };

/** One that the server refused is kept in the outbox anyway. */
export const keeper = new Keeper(() => (acting.replacing ? [] : asEntries()));

/** Takes up the form of this action where a closed browser left it; whether there was one. */
export async function resume(id: number, name: string): Promise<boolean> {
  const kept = await state.store?.read("kept", SLOT);
  const was = isRecord(kept) && isRecord(kept.filling) ? kept.filling : {};
  if (acting.replacing || was.case !== id || was.action !== name) return false;
  await fill(kept, false);
  return true;
}

export function close(): void {
  for (const files of Object.values(acting.files)) files.clear();
  acting.now = null;
  acting.files = {};
  acting.replacing = "";
}

/** What is sent for a field that was filled in; nothing for one that was left empty. */
export function sentForm(filling: Filling): Record<string, unknown> {
  const entries = filling.fields.map((field): [string, unknown] => {
    if (isFiles(field)) return [field.name, acting.files[field.name]?.refs.map((one) => one.id) ?? []];
    return [field.name, filling.values[field.name] ?? null];
  });
  return Object.fromEntries(
    entries.filter(
      ([, value]) => value !== "" && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

export const postingId = (): number => state.today?.posting?.id ?? state.posting ?? 0;
