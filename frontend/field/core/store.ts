/**
 * What the phone keeps: an IndexedDB whose values are sealed with AES-GCM. The key cannot be taken out of the
 * browser; signing out destroys it, and with it everything that was kept.
 *
 * Every write is `durability: "strict"`: when the promise is fulfilled, it is on the disk.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { bytesOf } from "./hash";

const NAME = "linli-field";
const VERSION = 1;
const KEY = "vault";
const STRICT = { durability: "strict" } as const;

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

export type Shelf = "outbox" | "files" | "kept";
type Row = Sealed & { id: string; owner: string; order: number };

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey };
  outbox: { key: string; value: Row; indexes: { order: number } };
  files: { key: string; value: Row; indexes: { owner: string } };
  kept: { key: string; value: Row };
}

/** One thing to write: a value as JSON, or bytes as they are; `owner` says whose file it is. */
export interface Entry {
  shelf: Shelf;
  id: string;
  value: unknown;
  owner?: string;
}

/** Where something is kept. */
export interface Place {
  shelf: Shelf;
  id: string;
}

/** Why the phone cannot keep anything; the screen says each in its own words. */
export type Trouble = "insecure" | "forbidden" | "full" | "broken";

export class StoreError extends Error {
  constructor(
    readonly trouble: Trouble,
    cause?: unknown,
  ) {
    super(trouble, { cause });
  }
}

/** Names the trouble behind an error of the browser. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof StoreError) return error.trouble;
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return "full";
  if (["SecurityError", "InvalidStateError", "NotAllowedError"].includes(name)) return "forbidden";
  return "broken";
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StoreError(troubleOf(error), error);
  }
}

export class Store {
  private constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly key: CryptoKey,
    /** Whether the key was made just now: nothing was there, or everything has gone. */
    readonly isNew: boolean,
  ) {}

  /** Opens what is kept, or begins it; raises `StoreError` where the browser forbids it. */
  static async open(onOldVersion: () => void = () => {}): Promise<Store> {
    if (!globalThis.crypto?.subtle) throw new StoreError("insecure");
    if (!globalThis.indexedDB) throw new StoreError("forbidden");
    return told(Store.begin(onOldVersion));
  }

  private static async begin(onOldVersion: () => void): Promise<Store> {
    const db: IDBPDatabase<Schema> = await openDB<Schema>(NAME, VERSION, {
      upgrade(found, from) {
        if (from < 1) {
          found.createObjectStore("keys");
          found.createObjectStore("outbox", { keyPath: "id" }).createIndex("order", "order");
          found.createObjectStore("files", { keyPath: "id" }).createIndex("owner", "owner");
          found.createObjectStore("kept", { keyPath: "id" });
        }
      },
      blocking() {
        db.close(); // a newer version of the app waits in another tab
        onOldVersion();
      },
    });
    const known = await db.get("keys", KEY);
    if (known) return new Store(db, known, false);
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    const work = db.transaction("keys", "readwrite", STRICT);
    const other = await work.store.get(KEY); // another tab was quicker
    if (!other) await work.store.put(made, KEY);
    await work.done;
    return new Store(db, other ?? made, !other);
  }

  private async sealed(entry: Entry): Promise<Row> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = entry.value instanceof ArrayBuffer ? entry.value : bytesOf(JSON.stringify(entry.value));
    const bytes = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: bytesOf(`${entry.shelf}/${entry.id}`) },
      this.key,
      plain,
    );
    return { id: entry.id, owner: entry.owner ?? "", order: 0, iv, bytes };
  }

  private opened(shelf: Shelf, row: Row): Promise<ArrayBuffer> {
    const additionalData = bytesOf(`${shelf}/${row.id}`);
    const iv = row.iv;
    return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, this.key, row.bytes);
  }

  /** Writes and removes all of it, or nothing; a row that is there already keeps its place in the order. */
  async write(entries: Entry[], gone: Place[] = []): Promise<void> {
    await told(this.commit(entries, gone));
  }

  private async commit(entries: Entry[], gone: Place[]): Promise<void> {
    const rows = await Promise.all(
      entries.map(async (entry) => ({ shelf: entry.shelf, row: await this.sealed(entry) })),
    );
    const work = this.db.transaction(["outbox", "files", "kept"], "readwrite", STRICT);
    work.done.catch(() => {}); // awaited below; an early failure must not count as unheard
    try {
      const last = await work.objectStore("outbox").index("order").openCursor(null, "prev");
      let order = last?.value.order ?? 0;
      for (const { shelf, row } of rows) {
        const before = shelf === "outbox" ? await work.objectStore("outbox").get(row.id) : undefined;
        row.order = before?.order ?? ++order;
        await work.objectStore(shelf).put(row);
      }
      for (const { shelf, id } of gone) await work.objectStore(shelf).delete(id);
    } catch (error) {
      if (!work.error) work.abort(); // what was put before the one that failed goes with it
      throw error;
    }
    await work.done;
  }

  /** The value under an id; undefined when there is none, or when it cannot be read any more. */
  async read(shelf: Shelf, id: string): Promise<unknown> {
    const bytes = await this.bytes(shelf, id);
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
  }

  async bytes(shelf: Shelf, id: string): Promise<ArrayBuffer | undefined> {
    const row = await told(this.db.get(shelf, id));
    if (!row) return undefined;
    return this.opened(shelf, row).catch(() => undefined);
  }

  /** Everything in the outbox, oldest first. */
  async outbox(): Promise<{ id: string; value: unknown }[]> {
    const rows = await told(this.db.getAllFromIndex("outbox", "order"));
    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        value: await this.opened("outbox", row).then(
          (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
          () => undefined,
        ),
      })),
    );
  }

  /** Ids of the files that belong to an item. */
  async filesOf(owner: string): Promise<string[]> {
    return told(this.db.getAllKeysFromIndex("files", "owner", owner));
  }

  /** Destroys the key and everything kept; nothing of it can be read again. */
  async destroy(): Promise<void> {
    const work = this.db.transaction(["keys", "outbox", "files", "kept"], "readwrite", STRICT);
    await Promise.all([
      work.objectStore("keys").clear(),
      work.objectStore("outbox").clear(),
      work.objectStore("files").clear(),
      work.objectStore("kept").clear(),
      work.done,
    ]);
  }

  close(): void {
    this.db.close();
  }
}
