/** One line at the foot of the screen that says what has just happened, with a way to undo it where there is one. */
import { shallowRef } from "vue";

export interface Snack {
  words: string;
  kind: "good" | "bad";
  undo: (() => void) | null;
  /** The item that it speaks of. */
  about: string;
}

interface Options {
  kind?: "good" | "bad";
  undo?: () => void;
  isLasting?: boolean;
  about?: string;
}

const SHOWN_MS = 6000;

export const shown = shallowRef<Snack | null>(null);
let since = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export function snack(words: string, options: Options = {}): void {
  clearTimeout(timer);
  since = performance.now();
  const { kind = "good", undo = null, about = "" } = options;
  shown.value = { words, kind, undo, about };
  if (!options.isLasting) timer = setTimeout(hush, SHOWN_MS);
}

export function hush(): void {
  clearTimeout(timer);
  shown.value = null;
}

/** On another screen an old line is in the way; one that was said as the screen changed stays. */
export function hushOld(): void {
  if (performance.now() - since > 1000) hush();
}
