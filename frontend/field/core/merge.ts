/** Two people changed one case: both values side by side, and a person decides field by field. */
import { isRecord, textOf } from "../../src/lib/json";
import { t } from "../words";

export interface Difference {
  field: string;
  title: string;
  /** What stood there when the form was opened. */
  before: string;
  mine: string;
  now: string;
}

export type Choice = "mine" | "now";

interface Named {
  name: string;
  title: string;
}

const shown = (value: unknown): string => {
  if (value === true) return t("是");
  if (value === false) return t("否");
  if (Array.isArray(value)) return value.map(shown).join("、");
  if (isRecord(value)) return textOf(value.title) || textOf(value.name);
  return textOf(value);
};

/** The fields in which the case is now neither what was seen nor what was written. */
export function differences(
  fields: Named[],
  base: Record<string, unknown>,
  mine: Record<string, unknown>,
  now: Record<string, unknown>,
): Difference[] {
  return fields
    .filter(({ name }) => name in now && name in mine)
    .map(({ name, title }) => ({
      field: name,
      title,
      before: shown(base[name]),
      mine: shown(mine[name]),
      now: shown(now[name]),
    }))
    .filter((one) => one.now !== one.before && one.now !== one.mine);
}

/** The form as decided: where the person chose what is there now, that value; everywhere else what was written. */
export function merged(
  mine: Record<string, unknown>,
  now: Record<string, unknown>,
  choices: Record<string, Choice>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(mine).map(([name, value]) => [name, choices[name] === "now" ? now[name] : value]),
  );
}
