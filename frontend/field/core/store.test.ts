// @vitest-environment node
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { Store, StoreError, troubleOf } from "./store";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const text = (bytes: ArrayBuffer): string => new TextDecoder("latin1").decode(bytes);

/** Every byte that lies in the database, as another program would find it. */
async function raw(): Promise<string> {
  const open = indexedDB.open("linli-field");
  const db = await new Promise<IDBDatabase>((done) => {
    open.onsuccess = () => done(open.result);
  });
  const found: string[] = [];
  for (const shelf of ["outbox", "files", "kept"]) {
    const rows = await new Promise<{ bytes: ArrayBuffer }[]>((done) => {
      const ask = db.transaction(shelf).objectStore(shelf).getAll();
      ask.onsuccess = () => done(ask.result);
    });
    found.push(...rows.map((row) => text(row.bytes) + JSON.stringify(row)));
  }
  db.close();
  return found.join("\n");
}

test("what was written is read again, and by the next page too", async () => {
  const store = await Store.open();
  await store.write([{ shelf: "kept", id: "today", value: { words: "井盖松动" } }]);
  store.close();
  const next = await Store.open();
  expect(await next.read("kept", "today")).toEqual({ words: "井盖松动" });
  expect([store.isNew, next.isNew]).toEqual([true, false]);
});

test("nothing legible lies in the database", async () => {
  const store = await Store.open();
  const photo = new TextEncoder().encode("CANARY-photo").buffer;
  await store.write([
    { shelf: "outbox", id: "1", value: { body: "CANARY-words" } },
    { shelf: "files", id: "2", value: photo, owner: "1" },
  ]);
  expect(await raw()).not.toContain("CANARY");
  expect(text((await store.bytes("files", "2")) ?? new ArrayBuffer())).toBe("CANARY-photo");
});

test("a row that was moved under another id cannot be read", async () => {
  const store = await Store.open();
  await store.write([{ shelf: "kept", id: "a", value: "secret" }]);
  const open = indexedDB.open("linli-field");
  const db = await new Promise<IDBDatabase>((done) => {
    open.onsuccess = () => done(open.result);
  });
  const shelf = db.transaction("kept", "readwrite").objectStore("kept");
  const row = await new Promise<{ id: string }>((done) => {
    const ask = shelf.get("a");
    ask.onsuccess = () => done(ask.result);
  });
  shelf.put({ ...row, id: "b" });
  db.close();
  expect(await store.read("kept", "b")).toBeUndefined();
});

test("signing out destroys the key and all that was kept", async () => {
  const store = await Store.open();
  await store.write([{ shelf: "outbox", id: "1", value: {} }]);
  await store.destroy();
  store.close();
  const next = await Store.open();
  expect(next.isNew).toBe(true);
  expect(await next.outbox()).toEqual([]);
});

test("the outbox keeps the order of writing, also of rows that are written again", async () => {
  const store = await Store.open();
  for (const id of ["c", "a", "b"]) await store.write([{ shelf: "outbox", id, value: 1 }]);
  await store.write([{ shelf: "outbox", id: "c", value: 2 }]);
  expect((await store.outbox()).map((row) => row.id)).toEqual(["c", "a", "b"]);
});

test("a write takes all of it in, or nothing", async () => {
  const store = await Store.open();
  const broken = [
    { shelf: "outbox" as const, id: "1", value: {} },
    { shelf: "files" as const, id: undefined as unknown as string, value: {} },
  ];
  await expect(store.write(broken)).rejects.toBeInstanceOf(StoreError);
  expect(await store.outbox()).toEqual([]);
});

test.each([
  [new DOMException("", "QuotaExceededError"), "full"],
  [new DOMException("", "SecurityError"), "forbidden"],
  [new DOMException("", "InvalidStateError"), "forbidden"],
  [new Error("?"), "broken"],
])("%s means %s", (error, trouble) => {
  expect(troubleOf(error)).toBe(trouble);
});

test("a browser without a database is told apart from one that breaks", async () => {
  Reflect.deleteProperty(globalThis, "indexedDB");
  await expect(Store.open()).rejects.toMatchObject({ trouble: "forbidden" });
});
