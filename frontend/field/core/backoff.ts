/** How long to wait before the next try. Counted from now by the engine's own timer, so a wrong clock does no harm. */

const FIRST_MS = 2000;
const MOST_MS = 5 * 60_000;

export class Backoff {
  private tries = 0;

  constructor(private readonly chance: () => number = Math.random) {}

  /** 2 s, 4 s, 8 s … 5 min, each up to a quarter longer, so that phones do not all call at once. */
  next(atLeastMs = 0): number {
    const wait = Math.min(FIRST_MS * 2 ** this.tries, MOST_MS);
    this.tries += 1;
    return Math.max(atLeastMs, Math.round(wait * (1 + this.chance() / 4)));
  }

  reset(): void {
    this.tries = 0;
  }
}
