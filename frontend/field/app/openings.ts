/**
 * What is begun beside a report, as the server described its form, while it is being filled in. It may name people: it
 * is kept sealed like everything else, goes in the transaction in which its item comes, and that on the receipt.
 */
import { reactive } from "vue";
import { isRecord, textOf } from "../../src/lib/json";
import type { Entry, Place } from "../core/store";
import type { FormField, Opening, Section } from "../core/wire";
import { Keeper } from "./keeping";
import { leaveReport } from "./patrols";
import { state } from "./state";

export interface Begun {
  name: string;
  values: Record<string, string>;
  /** Folded sections that somebody has asked for. */
  unfolded: string[];
  /** A patrol whose finding this is, and which point of its list. */
  patrol: string;
  point: string;
}

const SLOT = "open";

const nothing = (): Begun => ({ name: "", values: {}, unfolded: [], patrol: "", point: "" });

export const begun = reactive<Begun>(nothing());
/** The item that the server refused and that this takes the place of. */
export const replacing = reactive({ id: "" });

export const openingOf = (name: string): Opening | undefined =>
  state.today?.openings.find((one) => one.name === name);

export const fieldsOf = (opening: Opening): FormField[] => opening.sections.flatMap(({ form }) => form);

/** What a field says before anybody has said anything: what the server proposes, or the only choice there is. */
function proposed(field: FormField): string {
  const [only, ...others] = field.choices;
  return field.value || (field.required && only && others.length === 0 ? only.value : "");
}

export const asDraft = (): Begun => JSON.parse(JSON.stringify(begun));
export const asEntries = (): Entry[] => [{ shelf: "kept", id: SLOT, value: asDraft() }];
export const PLACE: Place = { shelf: "kept", id: SLOT };

/** A refused item that is being changed is still kept itself. */
export const keeper = new Keeper(() => (replacing.id || !begun.name ? [] : asEntries()));

const strings = (value: unknown): Record<string, string> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textOf(one)])) : {};

const nobody = () => ({ patrol: "", point: "", matter: "" });
/** What is about to be opened here: a finding of a patrol, and the matter that was chosen for it. */
let coming = nobody();
export function comeFromReport(matter = ""): void {
  coming = { ...leaveReport(), matter };
}

/** Fills the form from what is kept. */
export function fill(value: unknown): void {
  if (!isRecord(value)) return;
  Object.assign(begun, nothing(), {
    name: textOf(value.name),
    values: strings(value.values),
    unfolded: Array.isArray(value.unfolded) ? value.unfolded.map(textOf) : [],
    patrol: textOf(value.patrol),
    point: textOf(value.point),
  });
}

/** Whether something was filled in that nobody has proposed. */
export function isEmpty(): boolean {
  const opening = openingOf(begun.name);
  if (!opening) return Object.values(begun.values).every((one) => !one);
  return fieldsOf(opening).every((field) => (begun.values[field.name] ?? "") === proposed(field));
}

/** An empty form; what was in it has been written elsewhere, or is not wanted any more. */
export function clear(): void {
  Object.assign(begun, nothing());
  replacing.id = "";
}

/** Throws away what was filled in, on the disk too. */
export async function forget(): Promise<void> {
  await keeper.still();
  clear();
  await state.store?.write([], [PLACE]).catch(() => {});
}

/**
 * Takes up the form where a closed browser left it, or begins it. `matter` is what the address says: whoever has just
 * come through it wants it, and later what was chosen in the form holds.
 */
export async function resume(name: string, matter: string): Promise<void> {
  if (begun.name !== name) {
    const kept = await state.store?.read("kept", SLOT).catch(() => null); // what cannot be read is written anew
    clear();
    if (isRecord(kept) && kept.name === name) fill(kept);
  }
  const opening = openingOf(name);
  if (!opening) return;
  begun.name = name;
  const chosen = coming.matter || begun.values[opening.matter_field] || matter;
  if (chosen) begun.values[opening.matter_field] = chosen;
  for (const field of fieldsOf(opening)) begun.values[field.name] ||= proposed(field);
  if (coming.patrol) Object.assign(begun, { patrol: coming.patrol, point: coming.point });
  coming = nobody();
}

export const isShown = (section: Section, errors: Record<string, string>): boolean =>
  !section.folded ||
  begun.unfolded.includes(section.title) ||
  section.form.some(({ name }) => begun.values[name] || errors[name]);

/** Hides a section again, without what was in it. */
export function fold(section: Section): void {
  begun.unfolded = begun.unfolded.filter((title) => title !== section.title);
  for (const { name } of section.form) begun.values[name] = "";
}

/** What is sent: the fields that the form has, as far as they say anything. */
export function filledForm(opening: Opening): Record<string, string> {
  const said = fieldsOf(opening).map(({ name }): [string, string] => [
    name,
    (begun.values[name] ?? "").trim(),
  ]);
  return Object.fromEntries(said.filter(([, value]) => value !== ""));
}

/** What the screens call it: never by anybody's name. */
export function titleOf(opening: Opening): string {
  const field = fieldsOf(opening).find(({ name }) => name === opening.matter_field);
  const matter = field?.choices.find(({ value }) => value === begun.values[opening.matter_field])?.title;
  return [opening.title, matter].filter(Boolean).join(" · ");
}
