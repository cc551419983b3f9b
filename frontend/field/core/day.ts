/** The day's work of one posting: fetched when the network allows, kept sealed, read without a network. */
import { isRecord, parsed, textOf } from "../../src/lib/json";
import type { Store } from "./store";
import { asToday, type Today } from "./wire";

const SLOT = "today";
const ADDRESS = "/api/v1/field/today";
const PATIENCE_MS = 45_000;

/** How asking for the day ended. */
export type Asked = "new" | "same" | "signin" | "forbidden" | "unreachable";

export class Day {
  today: Today | null = null;
  /** What the server's clock is ahead of the phone's. */
  skewMs = 0;
  /** When the day was last confirmed by the server, in its time. */
  at = "";
  private etag = "";

  constructor(
    private readonly store: Store | null,
    private readonly ask: typeof fetch,
    private readonly now: () => number = Date.now,
  ) {}

  get csrf(): string {
    return this.today?.csrf ?? "";
  }

  /** The time that counts for clocks. */
  nowMs(): number {
    return this.now() + this.skewMs;
  }

  /** What was kept when the phone last had a network. */
  async load(): Promise<void> {
    const kept = await this.store?.read("kept", SLOT);
    if (!isRecord(kept)) return;
    this.today = asToday(kept.raw);
    this.etag = textOf(kept.etag);
    this.at = textOf(kept.at);
    this.skewMs = typeof kept.skewMs === "number" ? kept.skewMs : 0;
  }

  /** Asks the server what there is to do for a posting, or for the one it would choose. */
  async refresh(posting: number | null): Promise<Asked> {
    const isSame = posting === null || posting === this.today?.posting?.id;
    const headers = {
      ...(posting === null ? {} : { "X-Linli-Posting": String(posting) }),
      ...(isSame && this.etag ? { "If-None-Match": this.etag } : {}),
    };
    let answer: Response;
    let raw: unknown;
    try {
      answer = await this.ask(ADDRESS, {
        headers,
        cache: "no-store",
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      raw = parsed(await answer.text());
    } catch {
      return "unreachable";
    }
    return this.take(answer, raw);
  }

  private async take(answer: Response, raw: unknown): Promise<Asked> {
    if (answer.status === 304 && this.today) {
      this.confirm(answer);
      return "same";
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") return "signin";
    if (answer.status === 403) return "forbidden";
    const today = answer.status === 200 ? asToday(raw) : null;
    if (!today) return "unreachable";
    this.today = today;
    this.etag = answer.headers.get("ETag") ?? "";
    this.skewMs = (Date.parse(today.at) || this.now()) - this.now();
    this.at = today.at;
    await this.keep(raw);
    return "new";
  }

  private confirm(answer: Response): void {
    const said = Date.parse(answer.headers.get("Date") ?? "");
    if (Number.isNaN(said)) return;
    this.skewMs = said - this.now();
    this.at = new Date(said).toISOString();
  }

  private async keep(raw: unknown): Promise<void> {
    const value = { v: 1, raw, etag: this.etag, at: this.at, skewMs: this.skewMs };
    await this.store?.write([{ shelf: "kept", id: SLOT, value }]).catch(() => {}); // full: the screen still has it
  }
}
