/**
 * Writes a form down while it is filled in, so that a killed browser does not lose it: what was chosen goes to the disk
 * at once, what is typed a moment after the last key, or as soon as the field or the app is left.
 */
import { shallowRef } from "vue";
import type { Entry } from "../core/store";
import { state } from "./state";

export const QUIET_MS = 400;

/** Those in which typing is not written down yet. */
const typing = new Set<Keeper>();

export class Keeper {
  /** Whether the form lies on the disk as it stands on the screen. */
  readonly isKept = shallowRef(true);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private next: Entry[] | null = null;
  private running: Promise<void> | null = null;

  /** `entries` gives the form as it is at this moment; none when it is kept elsewhere. */
  constructor(private readonly entries: () => Entry[]) {}

  /** Something was chosen. */
  now(): void {
    this.rest();
    this.isKept.value = false;
    this.next = this.entries();
    this.running ??= this.run();
  }

  /** Something was typed. */
  soon(): void {
    this.rest();
    this.isKept.value = false;
    this.timer = setTimeout(() => this.now(), QUIET_MS);
    typing.add(this);
  }

  /** What was typed need not wait any longer. */
  hurry(): void {
    if (typing.has(this)) this.now();
  }

  /** All of it has got to the disk. */
  async written(): Promise<void> {
    this.hurry();
    await this.running;
  }

  /** What is on its way to the disk has got there, and nothing more is: the next write has the last word. */
  async still(): Promise<void> {
    this.rest();
    this.next = null;
    await this.running;
  }

  private rest(): void {
    clearTimeout(this.timer);
    typing.delete(this);
  }

  /** One write at a time; of what has changed meanwhile only the last state is written. */
  private async run(): Promise<void> {
    let isWritten = true;
    while (this.next) {
      const entries = this.next;
      this.next = null;
      isWritten = await written(entries);
    }
    this.running = null;
    this.isKept.value = isWritten && !typing.has(this);
  }
}

async function written(entries: Entry[]): Promise<boolean> {
  if (entries.length === 0) return true;
  if (!state.store) return false;
  return state.store.write(entries).then(
    () => true,
    () => false,
  );
}

/** A phone may end an app that is out of sight, without a word. */
export function hurryWhenHidden(): void {
  const hurry = () => {
    for (const keeper of typing) keeper.hurry();
  };
  addEventListener("pagehide", hurry);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hurry();
  });
}
