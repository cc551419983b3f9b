/** Whether this phone keeps what is put on it; each case is told apart, and has its own plain words. */
import type { Trouble } from "./store";

export type StorageState =
  | "kept" // the browser has promised not to clear it
  | "may-go" // it may clear it when space runs out
  | "private" // a private window: gone when it is closed
  | "tight" // hardly any space left
  | "evicted" // it was cleared since last time
  | Trouble;

const MB = 1024 * 1024;
/** Private windows of Chromium give at most a share of the memory; an ordinary one a share of the disk. */
const PRIVATE_MOST = 200 * MB;
const TIGHT = 20 * MB;
const MARK = "linli_field";

export interface Space {
  persisted: boolean;
  usage: number;
  quota: number;
}

/** The state of a store that could be opened. */
export function judged(space: Space | null, wasEvicted: boolean): StorageState {
  if (wasEvicted) return "evicted";
  if (!space || space.quota === 0) return "may-go";
  if (space.quota - space.usage < TIGHT) return "tight";
  if (space.persisted) return "kept";
  return space.quota < PRIVATE_MOST ? "private" : "may-go";
}

/** Asks the browser to keep what we keep, and how much space there is; null where it does not say. */
export async function space(storage: StorageManager | undefined): Promise<Space | null> {
  if (!storage?.estimate) return null;
  try {
    const persisted = (await storage.persisted?.()) || ((await storage.persist?.()) ?? false);
    const { usage = 0, quota = 0 } = await storage.estimate();
    return { persisted, usage, quota };
  } catch {
    return null;
  }
}

/**
 * How many items were unsent when last seen, kept in a cookie: eviction clears IndexedDB and leaves cookies alone, so
 * an empty store beside this mark means that the browser has cleared it. Null: nothing was ever kept here.
 */
export function marked(cookies: string): number | null {
  const found = new RegExp(`(?:^|;\\s*)${MARK}=(\\d+)`).exec(cookies);
  return found ? Number(found[1]) : null;
}

export const mark = (unsent: number): string =>
  `${MARK}=${unsent}; path=/field/; max-age=31536000; samesite=strict`;
export const unmark = (): string => `${MARK}=; path=/field/; max-age=0; samesite=strict`;
