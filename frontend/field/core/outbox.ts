/**
 * The outbox: every write goes here first, and leaves only on the server's receipt. One tab sends at a time; texts go
 * before photos; what the server refuses waits for a person and is never thrown away by the program.
 */
import { isRecord } from "../../src/lib/json";
import { t } from "../words";
import { Backoff } from "./backoff";
import { bytesOf, sha256, uuid } from "./hash";
import { type FileToSend, type Line, type Outcome, type Problem, sendFile, sendText } from "./send";
import type { Entry, Place, Store } from "./store";

export type Kind = "report" | "act" | "patrol" | "open";

/** waiting: only on the phone; text: the words have arrived, photos have not; attention: a person must look. */
export type State = "waiting" | "text" | "attention" | "foreign" | "unreadable";

export interface HeldFile extends FileToSend {
  arrived: boolean;
}

export interface Item {
  v: 1;
  id: string;
  kind: Kind;
  posting: number;
  made_at: string;
  /** What the screen calls it. */
  title: string;
  /** Exactly what is sent; its fingerprint was taken when it was written. */
  body: string;
  sha256: string;
  files: HeldFile[];
  state: State;
  /** Whether it was ever given to the network: what was may have arrived, whatever we have heard. */
  left: boolean;
  /** What the form held, so that it can be opened again. */
  draft: unknown;
  receipt: Record<string, unknown> | null;
  problem: Problem | null;
}

/** What has arrived, remembered for a while with the number that the server gave. */
export interface Delivered {
  id: string;
  kind: Kind;
  title: string;
  made_at: string;
  no: string;
  case_id: number | null;
  /** The patrol that it answered. */
  patrol: number | null;
  photos: number;
}

/** What is kept, or let go, in the same breath as an item: the draft it was written as. */
export interface Along {
  entries?: Entry[];
  gone?: Place[];
}

export interface NewItem {
  kind: Kind;
  posting: number;
  title: string;
  fields: Record<string, unknown>;
  draft?: unknown;
  files?: { id?: string; bytes: ArrayBuffer; type: string }[];
  /** Told the id that the item has got. */
  along?: (id: string) => Along;
}

/** What goes on at this moment. */
export interface Going {
  /** The item that is being sent. */
  id: string | null;
  /** Bytes of its photos that have arrived, and all of them. */
  sent: number;
  size: number;
  /** Why nothing is being sent though something waits. */
  pause: "" | "offline" | "signin" | "server" | "other-tab";
}

interface Options {
  store: Store;
  line: Line;
  at: () => Date;
  changed: () => void;
  locks?: LockManager | undefined;
  backoff?: Backoff;
  /** Whether the phone itself says that it has no network. */
  isOffline?: () => boolean;
  /** Fetches a new token, once, when the server does not take the one we have. */
  renew?: () => Promise<void>;
}

const LOCK = "linli-field-outbox";
const DELIVERED = "delivered";
const REMEMBERED = 100;

export class Outbox {
  items: Item[] = [];
  delivered: Delivered[] = [];
  going: Going = { id: null, sent: 0, size: 0, pause: "" };
  private running: Promise<void> | null = null;
  private isStopped = false;
  private isForced = false;
  private wantsMore = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff: Backoff;

  constructor(private readonly options: Options) {
    this.backoff = options.backoff ?? new Backoff();
  }

  /** Reads what is kept, as another tab may have left it. */
  async load(): Promise<void> {
    const rows = await this.options.store.outbox();
    this.items = rows.map(({ id, value }) => asItem(id, value));
    const known = await this.options.store.read("kept", DELIVERED);
    this.delivered = Array.isArray(known) ? (known as Delivered[]) : [];
    this.options.changed();
  }

  /** Keeps a new item; when this is fulfilled it is on the disk. */
  async add(made: NewItem, insteadOf?: string): Promise<Item> {
    const id = uuid();
    const made_at = this.options.at().toISOString();
    const files = await Promise.all((made.files ?? []).map(heldFile));
    const listed = files.map(({ held: { arrived: _, ...file } }) => file);
    const { kind, posting, title } = made;
    const body = JSON.stringify({ id, kind, made_at, posting, ...made.fields, files: listed });
    const item: Item = {
      v: 1,
      id,
      kind,
      posting,
      made_at,
      title,
      body,
      sha256: await sha256(bytesOf(body)),
      files: files.map((one) => one.held),
      state: "waiting",
      left: false,
      draft: made.draft ?? null,
      receipt: null,
      problem: null,
    };
    const entries: Entry[] = files.map(({ held, bytes }) => ({
      shelf: "files",
      id: held.id,
      value: bytes,
      owner: id,
    }));
    const gone = insteadOf ? await this.allOf(insteadOf) : [];
    const along = made.along?.(id) ?? {};
    await this.options.store.write(
      [...entries, { shelf: "outbox", id, value: item }, ...(along.entries ?? [])],
      [...gone, ...(along.gone ?? [])],
    );
    await this.load();
    this.nudge();
    return item;
  }

  /** Puts a changed item in place of one that the server refused; it has an id of its own. */
  async replace(id: string, made: NewItem): Promise<Item> {
    return this.add(made, id);
  }

  /** Takes back what has never left the phone, so that it can be changed; null when it is too late. */
  async takeBack(id: string, along: Along = {}): Promise<Item | null> {
    let taken: Item | null = null;
    await this.alone(async () => {
      await this.load();
      const item = this.items.find((one) => one.id === id);
      if (item?.state !== "waiting" || item.left) return;
      await this.discard(id, along);
      taken = item;
    });
    return taken;
  }

  /** A person's own decision, after a question. */
  async discard(id: string, along: Along = {}): Promise<void> {
    const gone = await this.allOf(id);
    await this.options.store.write(along.entries ?? [], [...gone, ...(along.gone ?? [])]);
    await this.load();
  }

  /** Tries an item again as it is. */
  async again(id: string): Promise<void> {
    const item = this.items.find((one) => one.id === id);
    if (!item || item.state === "unreadable") return;
    await this.keep({ ...item, state: item.receipt ? "text" : "waiting", problem: null });
    this.now();
  }

  async fileBytes(id: string): Promise<ArrayBuffer | undefined> {
    return this.options.store.bytes("files", id);
  }

  private async allOf(id: string): Promise<Place[]> {
    const files = await this.options.store.filesOf(id);
    return [{ shelf: "outbox", id }, ...files.map((file) => ({ shelf: "files" as const, id: file }))];
  }

  private async keep(item: Item): Promise<void> {
    await this.options.store.write([{ shelf: "outbox", id: item.id, value: item }]);
    this.items = this.items.map((one) => (one.id === item.id ? item : one));
    this.options.changed();
  }

  /** Sends at once, whatever the waiting time; the network came back, or (forced) somebody pressed the button. */
  now(isForced = false): void {
    this.isForced ||= isForced;
    this.backoff.reset();
    this.nudge();
  }

  private nudge(): void {
    clearTimeout(this.timer);
    void this.flush();
  }

  /** Sends what waits, in this tab only; fulfilled when nothing more can be done now. */
  flush(): Promise<void> {
    if (this.running) this.wantsMore = true;
    this.running ??= this.rounds().finally(() => {
      this.running = null;
      this.show({ id: null });
    });
    return this.running;
  }

  private async rounds(): Promise<void> {
    try {
      do {
        this.wantsMore = false;
        await this.alone(() => this.round());
      } while (this.wantsMore);
    } catch {
      this.tryLater(this.backoff.next()); // the phone's own storage failed: nothing has left the outbox
    }
  }

  private async alone(work: () => Promise<void>): Promise<void> {
    const locks = this.options.locks;
    if (!locks) return work();
    await locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock) return work();
      this.show({ pause: this.items.some(isDue) ? "other-tab" : "" });
      this.tryLater(5000);
    });
  }

  private show(part: Partial<Going>): void {
    this.going = { ...this.going, ...part };
    this.options.changed();
  }

  private tryLater(ms: number): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async round(): Promise<void> {
    await this.load(); // another tab may have sent some of it
    this.show({ pause: "" });
    if (this.items.some(isDue) && !this.isForced && this.options.isOffline?.()) {
      this.show({ pause: "offline" }); // nothing leaves the phone, so all of it can still be taken back
      this.tryLater(this.backoff.next());
      return;
    }
    this.isForced = false;
    const halt =
      (await this.each("waiting", (item) => this.text(item))) ||
      (await this.each("text", (item) => this.photos(item)));
    if (!halt) {
      if (!this.items.some(isDue)) this.backoff.reset();
      return;
    }
    const isSignIn = halt.kind === "signin";
    this.show({ id: null, pause: isSignIn ? "signin" : isNetwork(halt) ? "offline" : "server" });
    if (!isSignIn) this.tryLater(this.backoff.next(halt.kind === "later" ? halt.afterMs : undefined));
  }

  /** Does the work with each item of a state; gives back what makes the round end. */
  private async each(state: State, work: (item: Item) => Promise<Outcome>): Promise<Outcome | null> {
    let halt: Outcome | null = null;
    for (const { id } of this.items.filter((one) => one.state === state)) {
      const item = this.items.find((one) => one.id === id);
      if (!item) continue;
      this.show({ id, sent: 0, size: item.files.reduce((sum, file) => sum + file.size, 0) });
      const outcome = await work(item);
      if (outcome.kind === "signin" || isNetwork(outcome)) return outcome;
      if (outcome.kind === "later") halt = outcome; // one that the server stumbles over holds up no other
    }
    return halt;
  }

  private async text(item: Item): Promise<Outcome> {
    if (!item.left) await this.keep({ ...item, left: true }).catch(() => {}); // a full phone still sends
    const outcome = await this.sendRenewed(() => sendText(this.options.line, item));
    if (outcome.kind === "arrived")
      await this.arrived({ ...item, left: true, receipt: outcome.receipt, state: "text" });
    else await this.aside({ ...item, left: true }, outcome);
    return outcome;
  }

  /** Sends; when the server does not take our token, fetches a new one and sends once more. */
  private async sendRenewed(send: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = await send();
    if (outcome.kind !== "token") return outcome;
    await this.options.renew?.().catch(() => {});
    const second = await send();
    return second.kind === "token" ? { kind: "later", isNetwork: false } : second;
  }

  private async photos(found: Item): Promise<Outcome> {
    let item = found;
    let before = 0;
    for (const file of item.files) {
      if (!file.arrived) {
        const outcome = await this.photo(item, file, before);
        if (outcome.kind !== "arrived") {
          await this.aside(item, outcome);
          return outcome.kind === "missing" ? { kind: "later", isNetwork: false } : outcome;
        }
        const files = item.files.map((one) => (one.id === file.id ? { ...one, arrived: true } : one));
        item = { ...item, files };
        await this.arrived(item);
      }
      before += file.size;
    }
    await this.arrived(item);
    return { kind: "arrived", receipt: item.receipt ?? {} };
  }

  private async photo(item: Item, file: HeldFile, before: number): Promise<Outcome> {
    const bytes = await this.options.store.bytes("files", file.id);
    if (!bytes) return { kind: "attention", problem: { status: 0, errors: { "": t(LOST_PHOTO) } } };
    return this.sendRenewed(() =>
      sendFile(this.options.line, item.posting, file, bytes, (have) => this.show({ sent: before + have })),
    );
  }

  /** Writes down what has arrived; the whole of it leaves the outbox in the same breath. */
  private async arrived(item: Item): Promise<void> {
    if (item.files.some((file) => !file.arrived)) {
      await this.keep(item);
      return;
    }
    const known = this.delivered.filter((one) => one.id !== item.id);
    const delivered = [deliveredOf(item), ...known].slice(0, REMEMBERED);
    const gone = await this.allOf(item.id);
    await this.options.store
      .write([{ shelf: "kept", id: DELIVERED, value: delivered }], gone)
      .catch(() => this.options.store.write([], gone)); // a full phone can still let go
    this.delivered = delivered;
    this.items = this.items.filter((one) => one.id !== item.id);
    this.options.changed();
  }

  private async aside(item: Item, outcome: Outcome): Promise<void> {
    if (outcome.kind === "attention")
      await this.keep({ ...item, state: "attention", problem: outcome.problem });
    if (outcome.kind === "missing") await this.keep({ ...item, state: "waiting" }); // the words go once more
    if (outcome.kind === "foreign") {
      const problem = { status: 403, errors: { "": outcome.words } };
      await this.keep({ ...item, state: "foreign", problem });
    }
  }

  /** What was set aside because somebody else had signed in waits again for those postings. */
  async owned(postings: number[]): Promise<void> {
    const back = this.items.filter((one) => one.state === "foreign" && postings.includes(one.posting));
    for (const item of back)
      await this.keep({ ...item, state: item.receipt ? "text" : "waiting", problem: null });
    if (back.length > 0) this.nudge();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}

export const LOST_PHOTO = "这张照片在手机上读不出来了，请重新拍一张。";

const isDue = (item: Item): boolean => item.state === "waiting" || item.state === "text";
const isNetwork = (outcome: Outcome): boolean => outcome.kind === "later" && outcome.isNetwork;

async function heldFile(file: { id?: string; bytes: ArrayBuffer; type: string }) {
  const held: HeldFile = {
    id: file.id ?? uuid(),
    sha256: await sha256(file.bytes),
    size: file.bytes.byteLength,
    type: file.type,
    arrived: false,
  };
  return { held, bytes: file.bytes };
}

/** A kept item; what a newer version wrote, or what can no longer be read, is shown and left alone. */
function asItem(id: string, value: unknown): Item {
  if (isRecord(value) && value.v === 1) return value as unknown as Item;
  const nothing = { body: "", sha256: "", files: [], left: false, draft: null, receipt: null, problem: null };
  return { v: 1, id, kind: "report", posting: 0, made_at: "", title: "", state: "unreadable", ...nothing };
}

function deliveredOf(item: Item): Delivered {
  const receipt = item.receipt ?? {};
  const found = isRecord(receipt.case) ? receipt.case : {};
  return {
    id: item.id,
    kind: item.kind,
    title: item.title,
    made_at: item.made_at,
    no: typeof found.no === "string" ? found.no : "",
    case_id: typeof found.id === "number" ? found.id : null,
    patrol: typeof receipt.patrol === "number" ? receipt.patrol : null,
    photos: item.files.length,
  };
}
