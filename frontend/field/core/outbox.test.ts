// @vitest-environment node
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { Backoff } from "./backoff";
import { sha256 } from "./hash";
import { Outbox } from "./outbox";
import { CHUNK_BYTES } from "./send";
import { Store } from "./store";

/** A server that keeps its promises, behind a network that may not: each answer can be bent. */
class Server {
  items = new Map<string, string>();
  files = new Map<string, number[]>();
  wanted = new Map<string, { sha256: string; size: number }>();
  asked: string[] = [];
  bend: (path: string, answer: () => Promise<Response>) => Promise<Response> = (_path, answer) => answer();

  fetch = (async (address: string, init: RequestInit) => {
    const path = `${init.method} ${address.replace("/api/v1/field", "")}`;
    this.asked.push(path);
    return this.bend(path, () => this.answer(path, init));
  }) as typeof fetch;

  private async answer(path: string, init: RequestInit): Promise<Response> {
    if (path === "POST /items") return this.item(init);
    const [, id = "", offset = "0"] = /files\/([^?]+)(?:\?offset=(\d+))?/.exec(path) ?? [];
    const wanted = this.wanted.get(id);
    if (!wanted) return Response.json({ errors: {} }, { status: 404 });
    const have = this.files.get(id) ?? [];
    this.files.set(id, have);
    if (init.method === "PUT") {
      if (Number(offset) !== have.length)
        return Response.json({ errors: {}, have: have.length }, { status: 409 });
      for (const byte of new Uint8Array(init.body as ArrayBuffer)) have.push(byte);
    }
    const isWhole = have.length === wanted.size;
    const hash = isWhole ? await sha256(new Uint8Array(have)) : null;
    const status = init.method === "PUT" && isWhole ? 201 : 200;
    return Response.json({ id, have: have.length, size: wanted.size, sha256: hash }, { status });
  }

  private async item(init: RequestInit): Promise<Response> {
    const body = init.body as Uint8Array<ArrayBuffer>;
    const text = new TextDecoder().decode(body);
    const { id, files } = JSON.parse(text);
    const hash = await sha256(body);
    expect(new Headers(init.headers).get("X-Content-SHA256")).toBe(hash);
    const known = this.items.get(id);
    if (known !== undefined && known !== text)
      return Response.json({ errors: { "": "同一编号" } }, { status: 409 });
    this.items.set(id, text);
    for (const file of files) this.wanted.set(file.id, file);
    return Response.json(
      { id, sha256: hash, case: { id: 7, no: "榆邑-1" } },
      { status: known === undefined ? 201 : 200 },
    );
  }
}

let server: Server;
let store: Store;
let outbox: Outbox;

function opened(): Outbox {
  return new Outbox({
    store,
    line: { fetch: server.fetch, csrf: () => "token" },
    at: () => new Date("2025-11-22T08:00:00Z"),
    changed: () => {},
    backoff: new Backoff(() => 0),
  });
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new Server();
  store = await Store.open();
  outbox = opened();
  await outbox.load();
  return () => outbox.stop();
});

const report = { kind: "report" as const, posting: 1, title: "井盖", fields: { matter: "0101" } };
const photo = (bytes: number) => ({ bytes: new Uint8Array(bytes).fill(7).buffer, type: "image/jpeg" });
const lost = async (): Promise<Response> => {
  throw new TypeError("network");
};

/** Adds without the sending that follows by itself. */
async function held(made: Parameters<Outbox["add"]>[0] = report) {
  const { bend } = server;
  server.bend = lost;
  const item = await outbox.add(made);
  await settled();
  outbox.stop();
  server.bend = bend;
  return item;
}

const settled = () => outbox.flush();

const states = () => outbox.items.map((one) => one.state);

test("a report leaves the outbox on its receipt, and its number is remembered", async () => {
  const item = await outbox.add(report);
  await settled();
  expect(outbox.items).toEqual([]);
  expect(outbox.delivered).toMatchObject([{ id: item.id, no: "榆邑-1", case_id: 7 }]);
  expect([...server.items.keys()]).toEqual([item.id]);
});

test("texts go before photos, photos in pieces, and the photo leaves the phone when it has arrived", async () => {
  await held({ ...report, files: [photo(CHUNK_BYTES + 9)] });
  await held();
  server.asked = [];
  await outbox.flush();
  const paths = server.asked.map((path) => path.replace(/files\/[^?]+/, "files"));
  expect(paths).toEqual([
    "POST /items",
    "POST /items",
    "GET /files",
    "PUT /files?offset=0",
    `PUT /files?offset=${CHUNK_BYTES}`,
  ]);
  expect(outbox.items).toEqual([]);
  expect(await store.filesOf(outbox.delivered[0]?.id ?? "")).toEqual([]);
});

test("an answer that is lost on the way makes no second report", async () => {
  let isFirst = true;
  server.bend = async (_path, answer) => {
    const given = await answer();
    if (!isFirst) return given;
    isFirst = false;
    throw new TypeError("cut off");
  };
  await outbox.add(report);
  await settled();
  await outbox.flush();
  expect([server.items.size, outbox.items.length, outbox.delivered.length]).toEqual([1, 0, 1]);
});

test.each([
  ["a page of a gateway", () => new Response("<html>ok</html>")],
  ["a receipt of another item", () => Response.json({ id: "x", sha256: "y" })],
  ["half a receipt", () => new Response('{"id": "')],
  ["a redirect to the start page", () => Response.redirect("http://127.0.0.1/", 302)],
  ["an error of the server", () => new Response("", { status: 503 })],
  ["a page of a gateway that forbids", () => new Response("<html>", { status: 403 })],
  ["a gateway that finds the request bad", () => new Response("<html>", { status: 400 })],
])("%s is not taken for a receipt: the item waits", async (_what, answer) => {
  await held();
  server.bend = async () => answer();
  await outbox.flush();
  expect(states()).toEqual(["waiting"]);
  expect(outbox.delivered).toEqual([]);
});

test.each([400, 409, 413, 422])("%i waits for a person, with the server's words", async (status) => {
  await held();
  server.bend = async () => Response.json({ errors: { matter: "没有这个事项" } }, { status });
  await outbox.flush();
  expect(outbox.items).toMatchObject([
    { state: "attention", problem: { status, errors: { matter: "没有这个事项" } } },
  ]);
});

test("one that was refused holds up no other", async () => {
  const bad = await held();
  await held();
  server.bend = async (path, answer) => {
    const isFirst = server.asked.filter((one) => one === path).length === 1;
    return isFirst ? Response.json({ errors: {} }, { status: 422 }) : answer();
  };
  server.asked = [];
  await outbox.flush();
  expect(outbox.items.map((one) => one.id)).toEqual([bad.id]);
  expect(outbox.delivered).toHaveLength(1);
});

test("signed out: sending pauses, everything is kept, and goes on after signing in", async () => {
  await held();
  server.bend = async () => Response.json({ errors: {} }, { status: 401 });
  await outbox.flush();
  expect([outbox.going.pause, states()]).toEqual(["signin", ["waiting"]]);
  server.bend = (_path, answer) => answer();
  await outbox.flush();
  expect(outbox.items).toEqual([]);
});

test("a corrected item goes as a new one, and the refused one goes with it", async () => {
  const bad = await held();
  server.bend = async () => Response.json({ errors: {} }, { status: 422 });
  await outbox.flush();
  server.bend = (_path, answer) => answer();
  const good = await outbox.replace(bad.id, { ...report, fields: { matter: "0102" } });
  await settled();
  expect(good.id).not.toBe(bad.id);
  expect([...server.items.keys()]).toEqual([good.id]);
  expect(outbox.items).toEqual([]);
});

test("somebody else's session sends nothing of mine, until I am back", async () => {
  await held();
  server.bend = async () => Response.json({ errors: { posting: "不是您的岗位" } }, { status: 403 });
  await outbox.flush();
  expect(states()).toEqual(["foreign"]);
  server.bend = (_path, answer) => answer();
  await outbox.owned([2]);
  expect(states()).toEqual(["foreign"]);
  await outbox.owned([1]);
  await settled();
  expect(outbox.items).toEqual([]);
});

test("a photo goes on where it was cut off", async () => {
  await held({ ...report, files: [photo(3 * CHUNK_BYTES)] });
  let pieces = 0;
  server.bend = async (path, answer) => {
    if (path.startsWith("PUT")) pieces += 1;
    if (pieces === 2) throw new TypeError("cut off");
    return answer();
  };
  await outbox.flush();
  expect(states()).toEqual(["text"]);
  server.bend = (_path, answer) => answer();
  server.asked = [];
  await outbox.flush();
  expect(server.asked.filter((one) => one.startsWith("PUT"))).toHaveLength(2);
  expect(outbox.items).toEqual([]);
});

test("a photo whose item the server does not know any more is sent again with its words", async () => {
  await held({ ...report, files: [photo(9)] });
  server.bend = async (path, answer) => (path.startsWith("GET") ? lost() : answer());
  await outbox.flush();
  server.wanted.clear();
  server.items.clear();
  server.bend = (_path, answer) => answer();
  await outbox.flush();
  await outbox.flush();
  expect([server.items.size, outbox.items.length, outbox.delivered.length]).toEqual([1, 0, 1]);
});

test("a photo the phone can no longer read is said, not passed over", async () => {
  const item = await held({ ...report, files: [photo(9)] });
  await store.write([], [{ shelf: "files", id: item.files[0]?.id ?? "" }]);
  await outbox.flush();
  expect(states()).toEqual(["attention"]);
  expect(outbox.delivered).toEqual([]);
});

test("a killed browser loses nothing and repeats nothing", async () => {
  await held({ ...report, files: [photo(2 * CHUNK_BYTES)] });
  server.bend = async (path, answer) => (path.includes(`offset=${CHUNK_BYTES}`) ? lost() : answer());
  await outbox.flush();
  outbox.stop();
  store.close();
  store = await Store.open();
  server.bend = (_path, answer) => answer();
  outbox = opened();
  await outbox.flush();
  expect([server.items.size, outbox.items.length, outbox.delivered.length]).toEqual([1, 0, 1]);
});

test("what never left the phone can be taken back; what did, cannot", async () => {
  server.bend = lost;
  const first = outbox.add(report);
  const item = await first;
  await settled();
  expect(await outbox.takeBack(item.id)).toBeNull();
  outbox.going.pause = "";
  await store.write([{ shelf: "outbox", id: item.id, value: { ...item, left: false } }]);
  expect((await outbox.takeBack(item.id))?.id).toBe(item.id);
  expect(outbox.items).toEqual([]);
});

test("what a newer app wrote is shown and left alone", async () => {
  await store.write([{ shelf: "outbox", id: "z", value: { v: 9, body: "?" } }]);
  await outbox.flush();
  expect(states()).toEqual(["unreadable"]);
  expect(server.asked).toEqual([]);
});

test("only one tab sends", async () => {
  await held();
  const taken = {
    request: async (_name: string, _how: unknown, work: (lock: null) => unknown) => work(null),
  };
  const other = new Outbox({
    store,
    line: { fetch: server.fetch, csrf: () => "" },
    at: () => new Date(),
    changed: () => {},
    locks: taken as unknown as LockManager,
  });
  await other.load();
  server.asked = [];
  await other.flush();
  other.stop();
  expect(server.asked).toEqual([]);
  expect(other.going.pause).toBe("other-tab");
});

test("a draft goes in the breath in which its item comes, and is there again when the item is taken back", async () => {
  const draft = { shelf: "kept" as const, id: "draft", value: { words: "井盖" } };
  await store.write([draft]);
  server.bend = lost;
  const item = await outbox.add({
    ...report,
    along: (id) => ({ gone: [draft], entries: [{ shelf: "kept", id: "walk", value: { report: id } }] }),
  });
  expect(await store.read("kept", "draft")).toBeUndefined();
  expect(await store.read("kept", "walk")).toEqual({ report: item.id });
});

test("what was never sent is taken back together with its draft", async () => {
  const quiet = new Outbox({
    store,
    line: { fetch: server.fetch, csrf: () => "token" },
    at: () => new Date(),
    changed: () => {},
    isOffline: () => true,
  });
  const item = await quiet.add(report);
  await quiet.flush();
  const draft = { shelf: "kept" as const, id: "draft", value: { words: "井盖" } };
  expect(await quiet.takeBack(item.id, { entries: [draft] })).toMatchObject({ id: item.id });
  expect(await store.read("kept", "draft")).toEqual({ words: "井盖" });
  expect(await store.outbox()).toEqual([]);
  quiet.stop();
});

test("a full phone keeps neither the item nor lets the draft go", async () => {
  const draft = { shelf: "kept" as const, id: "draft", value: { words: "井盖" } };
  await store.write([draft]);
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await expect(outbox.add({ ...report, along: () => ({ gone: [draft] }) })).rejects.toThrow();
  IDBObjectStore.prototype.put = put;
  expect(await store.outbox()).toEqual([]);
  expect(await store.read("kept", "draft")).toEqual({ words: "井盖" });
});
