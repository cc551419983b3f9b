/** The stream of what happens: kept open, opened again when it breaks, and honest about whether it is. */
import { isRecord, parsed, textOf } from "../lib/json";

export interface Step {
  id: number;
  case: number;
  words: string;
  matter: string;
  place: string;
  point: [number, number] | null;
}

export interface Hearing {
  live: boolean;
  since: Date;
}

export interface Hearer {
  steps: (steps: Step[]) => void;
  changed: () => void;
  hearing: (hearing: Hearing) => void;
  ended: () => void;
}

/** Three beats of the server; whoever hears nothing for so long is cut off. */
const SILENCE_MS = 16_000;
/** A break shorter than this is made good by what the server tells again. */
const GRACE_MS = 5_000;
const AGAIN_MS = 30_000;
const POLL_MS = 20_000;

const isPoint = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "number");

export function stepsFrom(text: string): Step[] {
  const answer = parsed(text);
  const list = isRecord(answer) && Array.isArray(answer.steps) ? answer.steps : [];
  return list.filter(isRecord).map((one) => ({
    id: Number(one.id),
    case: Number(one.case),
    words: textOf(one.words),
    matter: textOf(one.matter),
    place: textOf(one.place),
    point: isPoint(one.point) ? one.point : null,
  }));
}

export class Listener {
  private source: EventSource | null = null;
  private lastId = "";
  private heard = 0;
  private broken: number | null = Date.now();
  private live: boolean | null = null;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: string,
    private readonly hearer: Hearer,
  ) {}

  start(): void {
    this.open();
    this.timers.push(setInterval(() => this.watch(), 1000));
    this.timers.push(setInterval(() => this.live || this.hearer.changed(), POLL_MS));
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.again);
    this.source?.close();
  }

  private open(): void {
    this.source?.close();
    this.heard = Date.now();
    const after = this.lastId ? `?after=${encodeURIComponent(this.lastId)}` : "";
    const source = new EventSource(this.address + after);
    this.source = source;
    const on = (name: string, act: (text: string) => void) =>
      source.addEventListener(name, (event) => {
        this.lastId = event.lastEventId || this.lastId;
        this.heard = Date.now();
        act(textOf(event.data));
      });
    on("beat", (text) => this.beat(text));
    on("steps", (text) => {
      this.hearer.steps(stepsFrom(text));
      this.hearer.changed();
    });
    on("instructions", () => this.hearer.changed());
    on("refresh", () => this.hearer.changed());
    on("ended", () => this.hearer.ended());
    source.addEventListener("error", () => this.fail(source));
  }

  private beat(text: string): void {
    const answer = parsed(text);
    if (!isRecord(answer) || answer.live !== true) {
      this.broken ??= Date.now();
      return;
    }
    this.broken = null;
    if (this.live) return;
    this.live = true;
    this.hearer.hearing({ live: true, since: new Date() });
    this.hearer.changed();
  }

  private fail(source: EventSource): void {
    this.broken ??= Date.now();
    if (source !== this.source || source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.again); // no room, or no answer at all: not asked at once
    this.again = setTimeout(() => this.open(), AGAIN_MS);
  }

  private watch(): void {
    const now = Date.now();
    if (this.source?.readyState === EventSource.OPEN && now - this.heard > SILENCE_MS) {
      this.broken ??= this.heard;
      this.open();
    }
    if (this.broken !== null && now - this.broken > GRACE_MS && this.live !== false) {
      this.live = false;
      this.hearer.hearing({ live: false, since: new Date(this.broken) });
    }
  }
}
