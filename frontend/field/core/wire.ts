/** What the server sends, checked as it comes in: a field that is missing or of another kind becomes an empty one. */
import type { Feature, FeatureCollection } from "geojson";
import { asCollection } from "../../src/lib/geojson";
import { isRecord, textOf } from "../../src/lib/json";
import type { Light } from "./lights";

type Raw = Record<string, unknown>;

export interface Posting {
  id: number;
  title: string;
  unit: string;
  ground: { code: string; name: string; level: string };
}

export interface Choice {
  value: string;
  title: string;
}

export interface FormField {
  name: string;
  title: string;
  kind: string;
  required: boolean;
  max: number;
  choices: Choice[];
  help: string;
  /** What it says until somebody says otherwise. */
  value: string;
}

/** What somebody reads first; once it was read, a field says a value. */
export interface Reading {
  title: string;
  text: string;
  field: string;
  value: string;
}

/** Fields that belong together; a folded one is shown when it is asked for. */
export interface Section {
  title: string;
  icon: string;
  help: string;
  folded: boolean;
  reading: Reading | null;
  form: FormField[];
}

/** What may be begun here beside a report. */
export interface Opening {
  name: string;
  title: string;
  icon: string;
  help: string;
  submit: string;
  /** What happens once it has been sent. */
  done: string;
  /** The field that takes the code of a matter. */
  matter_field: string;
  sections: Section[];
}

export interface Action {
  name: string;
  title: string;
  primary: boolean;
  danger: boolean;
  /** Why it cannot be done now; null: it can. */
  reason: string | null;
  /** Where it is done instead, when it needs what only a desk has at hand. */
  desk: string;
  form: FormField[];
}

export interface Line {
  at: string;
  words: string;
  who: string;
  note: string;
}

export interface Case {
  id: number;
  no: string;
  row_version: number;
  title: string;
  description: string;
  state: string;
  state_title: string;
  stage: string;
  /** Title of the matter. */
  matter: string;
  /** Who has it now. */
  holder: string;
  address: string;
  lon: number | null;
  lat: number | null;
  due_at: string | null;
  warn_at: string | null;
  light: Light;
  list: string;
  photos: { id: string; thumb: string; full: string }[];
  voices: { id: string; url: string }[];
  /** How many files of it are still on somebody's phone. */
  awaited: number;
  history: Line[];
  actions: Action[];
  /** What stands in the fields that a form may set; two people may change them. */
  values: Raw;
}

export interface Matter {
  code: string;
  klass: string;
  icon: string;
  /** What is filled in for it instead of a report. */
  opening: string;
  title: string;
  /** Other words for it, for the search. */
  words: string;
  criteria: { text: string; limit: string; closing: string }[];
  /** Which unit answers for it on this ground, and its telephone. */
  responsible: string;
  phone: string;
  assist: string[];
  level: string;
  /** The line of the responsibility list. */
  rule: string;
}

export interface Patrol {
  id: string;
  title: string;
  due: string;
  grid: string;
  items: { id: string; text: string; verdict: string; note: string }[];
  isDone: boolean;
}

export interface Announcement {
  id: string;
  at: string;
  unit: string;
  title: string;
  text: string;
}

export interface Today {
  at: string;
  person: string;
  posting: Posting | null;
  postings: Posting[];
  csrf: string;
  grids: FeatureCollection;
  lists: { name: string; title: string }[];
  cases: Case[];
  matters: Matter[];
  openings: Opening[];
  patrols: Patrol[];
  announcements: Announcement[];
}

const records = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
const words = (...values: unknown[]): string => values.map(textOf).find((one) => one !== "") ?? "";
const orNull = (value: unknown): string | null => textOf(value) || null;

function asPosting(raw: unknown): Posting | null {
  if (!isRecord(raw) || number(raw.id) === null) return null;
  const ground = isRecord(raw.ground) ? raw.ground : {};
  return {
    id: number(raw.id) ?? 0,
    title: textOf(raw.title),
    unit: textOf(raw.unit),
    ground: { code: textOf(ground.code), name: textOf(ground.name), level: textOf(ground.level) },
  };
}

const asChoice = (raw: Raw): Choice => ({
  value: textOf(raw.value),
  title: words(raw.title, raw.value),
});

const asField = (raw: Raw): FormField => ({
  name: textOf(raw.name),
  title: words(raw.title, raw.name),
  kind: words(raw.kind, "text"),
  required: raw.required === true,
  max: number(raw.max_length) || 1000,
  choices: records(raw.choices).map(asChoice),
  help: textOf(raw.help),
  value: textOf(raw.value),
});

const asReading = (raw: unknown): Reading | null =>
  isRecord(raw)
    ? {
        title: textOf(raw.title),
        text: textOf(raw.text),
        field: textOf(raw.field),
        value: textOf(raw.value),
      }
    : null;

const asSection = (raw: Raw): Section => ({
  title: textOf(raw.title),
  icon: textOf(raw.icon),
  help: textOf(raw.help),
  folded: raw.folded === true,
  reading: asReading(raw.reading),
  form: records(raw.form).map(asField),
});

const asOpening = (raw: Raw): Opening => ({
  name: textOf(raw.name),
  title: words(raw.title, raw.name),
  icon: words(raw.icon, "pencil"),
  help: textOf(raw.help),
  submit: words(raw.submit, raw.title, raw.name),
  done: textOf(raw.done),
  matter_field: textOf(raw.matter_field),
  sections: records(raw.sections).map(asSection),
});

const asAction = (raw: Raw): Action => ({
  name: textOf(raw.name),
  title: words(raw.title, raw.name),
  primary: raw.primary === true,
  danger: raw.danger === true,
  reason: orNull(raw.reason),
  desk: textOf(raw.desk),
  form: records(raw.form).map(asField),
});

const asLine = (raw: Raw): Line => ({
  at: textOf(raw.at),
  words: textOf(raw.title),
  who: textOf(raw.who),
  note: textOf(raw.text),
});

const LIGHTS: Light[] = ["red", "yellow", "green", "idle"];

/** A case of the day; null when it has no number to speak of it by. */
export function asCase(raw: unknown): Case | null {
  if (!isRecord(raw) || number(raw.id) === null) return null;
  return {
    id: number(raw.id) ?? 0,
    no: textOf(raw.no),
    row_version: number(raw.row_version) ?? 0,
    title: words(raw.title, raw.matter_title, raw.no),
    description: textOf(raw.description),
    state: textOf(raw.state),
    state_title: words(raw.state_title, raw.state),
    stage: textOf(raw.stage),
    matter: words(raw.matter_title, raw.matter),
    holder: textOf(raw.holder),
    address: textOf(raw.address),
    lon: number(raw.lon),
    lat: number(raw.lat),
    due_at: orNull(raw.due_at),
    warn_at: orNull(raw.warn_at),
    light: LIGHTS.find((one) => one === raw.light) ?? "idle",
    list: textOf(raw.list),
    photos: records(raw.photos).map((one) => ({
      id: textOf(one.id),
      thumb: textOf(one.thumb),
      full: textOf(one.full),
    })),
    voices: records(raw.voices).map((one) => ({ id: textOf(one.id), url: textOf(one.url) })),
    awaited: number(raw.awaited) ?? 0,
    history: records(raw.history).map(asLine),
    actions: records(raw.actions).map(asAction),
    values: isRecord(raw.values) ? raw.values : {},
  };
}

function asMatter(raw: Raw): Matter {
  const answers = isRecord(raw.responsible) ? raw.responsible : {};
  const lead = isRecord(answers.lead) ? answers.lead : {};
  return {
    code: textOf(raw.code),
    klass: textOf(raw.class),
    icon: textOf(raw.icon),
    opening: textOf(raw.opening),
    title: textOf(raw.title),
    words: textOf(raw.words),
    criteria: records(raw.criteria).map((one) => ({
      text: textOf(one.text),
      limit: textOf(one.limit),
      closing: textOf(one.closing),
    })),
    responsible: textOf(lead.name),
    phone: textOf(lead.phone),
    assist: records(answers.assist).map((one) => textOf(one.name)),
    level: textOf(answers.level),
    rule: textOf(answers.rule),
  };
}

const asPatrol = (raw: Raw): Patrol => ({
  id: textOf(raw.id),
  title: textOf(raw.title),
  due: textOf(raw.due),
  grid: textOf(raw.grid),
  items: records(raw.items).map((one) => ({
    id: textOf(one.id),
    text: textOf(one.text),
    verdict: textOf(one.verdict),
    note: textOf(one.note),
  })),
  isDone: raw.done === true,
});

const asAnnouncement = (raw: Raw): Announcement => ({
  id: textOf(raw.id),
  at: textOf(raw.from),
  unit: textOf(raw.unit),
  title: textOf(raw.title),
  text: textOf(raw.text),
});

function asGrids(value: unknown): FeatureCollection {
  if (!Array.isArray(value)) return asCollection(value);
  const features: Feature[] = value.flatMap((one) => asCollection(one).features);
  return { type: "FeatureCollection", features };
}

const all = <T>(values: unknown, each: (raw: Raw) => T | null): T[] =>
  records(values)
    .map(each)
    .filter((one) => one !== null);

/** The day's work; null when this is no answer of ours. */
export function asToday(raw: unknown): Today | null {
  if (!isRecord(raw) || !isRecord(raw.posting)) return null;
  return {
    at: textOf(raw.at),
    person: isRecord(raw.person) ? textOf(raw.person.name) : textOf(raw.person),
    posting: asPosting(raw.posting),
    postings: all(raw.postings, asPosting),
    csrf: textOf(raw.csrf),
    grids: asGrids(raw.grids),
    lists: records(raw.lists).map((one) => ({ name: textOf(one.name), title: textOf(one.title) })),
    cases: all(raw.cases, asCase),
    matters: all(raw.matters, asMatter),
    openings: all(raw.openings, asOpening),
    patrols: all(raw.patrols, asPatrol),
    announcements: all(raw.announcements, asAnnouncement),
  };
}
