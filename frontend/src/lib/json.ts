/** Checks of what came from outside: parsed, never cast. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON of a `<script type="application/json" data-part=…>`; undefined when absent or broken. */
export function jsonPart(element: Element, name: string): unknown {
  const text = element.querySelector(`script[data-part="${name}"]`)?.textContent;
  return text ? parsed(text) : undefined;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
