import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type App, createApp, nextTick } from "vue";
import { Outbox } from "../core/outbox";
import { Store } from "../core/store";
import { asToday } from "../core/wire";
import { words } from "./drafts";
import { OpenScreen } from "./opening";
import * as openings from "./openings";
import { reportFinding } from "./patrols";
import { parsedRoute, route } from "./route";
import { state } from "./state";
import { takeUp } from "./taking-up";

const field = (name: string, title: string, more: object = {}) => ({
  name,
  title,
  kind: "line",
  required: true,
  max_length: 30,
  help: "",
  ...more,
});
const choice = (...values: string[]) => values.map((value) => ({ value, title: `第${value}种` }));
const TODAY = asToday({
  at: "2026-11-22T08:00:00Z",
  posting: { id: 7, ground: { code: "1" } },
  openings: [
    {
      name: "quarrel",
      title: "调解申请",
      icon: "user",
      help: "",
      submit: "登记",
      done: "查询码交给本人",
      matter_field: "type",
      sections: [
        {
          title: "先告知",
          reading: { title: "告知", text: "只收姓名", field: "notice", value: "shown" },
          form: [field("notice", "告知", { kind: "choice", choices: choice("shown", "read") })],
        },
        {
          title: "纠纷",
          form: [
            field("type", "类型", {
              kind: "choice",
              choices: choice("1", "2", "3", "4", "5", "6", "7", "8"),
            }),
            field("ground", "在哪里", { kind: "choice", choices: choice("9") }),
            field("source", "怎么来的", { kind: "choice", choices: choice("a", "b"), value: "a" }),
          ],
        },
        { title: "申请人", form: [field("one", "姓名"), field("phone", "电话", { required: false })] },
        { title: "另一位", folded: true, form: [field("two", "姓名", { required: false })] },
      ],
    },
  ],
});

Element.prototype.scrollIntoView = () => {}; // which jsdom lacks

let app: App | null = null;
let place = document.createElement("div");
let sent: { body: string }[] = [];
let answer: (item: Record<string, unknown>) => Response;

/** An outbox whose line goes to `answer`; `state.write` needs the app's own, so the test puts it beside. */
async function begin(where: string): Promise<void> {
  route.value = parsedRoute(where);
  place = document.createElement("div");
  document.body.append(place);
  app = createApp(OpenScreen);
  app.config.warnHandler = () => {};
  app.mount(place);
  await vi.waitFor(() => expect(place.querySelector("main")?.getAttribute("aria-busy")).toBe("false"));
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  state.store = await Store.open();
  state.today = TODAY;
  sent = [];
});

afterEach(() => {
  app?.unmount();
  app = null;
  place.remove();
  openings.clear();
  Object.assign(words, { patrol: "", point: "", description: "" });
  state.today = null;
  state.items = [];
  state.store?.close();
  state.store = null;
});

const kept = () => state.store?.read("kept", "open") as Promise<Record<string, unknown> | undefined>;
const click = (find: string) => place.querySelector<HTMLElement>(find)?.click();
function type(name: string, said: string): void {
  const input = place.querySelector<HTMLInputElement>(`#field-${name}`);
  if (!input) throw new Error(`no ${name}`);
  input.value = said;
  input.dispatchEvent(new Event("input"));
}

test("the form is the server's: sections, what is proposed, the only choice there is, lists for many", async () => {
  await begin("open/quarrel/2");
  expect([...place.querySelectorAll("h2")].map((one) => one.textContent)).toEqual([
    "先告知",
    "纠纷",
    "申请人",
  ]);
  expect(openings.begun.values).toMatchObject({ ground: "9", source: "a", type: "2", notice: "" });
  expect(place.querySelector("[data-testid=choose-type]")?.textContent).toContain("第2种");
  expect(openings.titleOf(TODAY?.openings[0] as never)).toBe("调解申请 · 第2种");
});

test("what is missing is said beside its field, and nothing is written", async () => {
  await begin("open/quarrel");
  click("[data-testid=submit]");
  await nextTick();
  expect([...place.querySelectorAll(".error")].map((one) => one.textContent)).toEqual([
    "请填写告知。",
    "请填写类型。",
    "请填写姓名。",
  ]);
  expect(place.querySelector("#field-one")?.getAttribute("aria-invalid")).toBe("true");
});

test("somebody more is asked for, and taken away again with what was said of them", async () => {
  await begin("open/quarrel");
  click(".card + .quiet");
  await nextTick();
  type("two", "张三");
  await nextTick();
  click(".part-away button");
  await nextTick();
  expect(place.querySelector("#field-two")).toBeNull();
  expect(openings.begun.values.two).toBe("");
});

test("a draft is on the disk, sealed, and taken up where a closed browser left it; emptied it is gone", async () => {
  await begin("open/quarrel");
  type("one", "李大华");
  click("[value=read]");
  await vi.waitFor(async () =>
    expect(await kept()).toMatchObject({ values: { one: "李大华", notice: "read" } }),
  );
  app?.unmount();
  app = null;
  openings.clear();
  await begin("open/quarrel");
  expect(place.querySelector<HTMLInputElement>("#field-one")?.value).toBe("李大华");
  await openings.forget();
  expect(await kept()).toBeUndefined();
  expect(openings.begun.values).toEqual({});
});

/** The item as the app writes it, delivered to `answer`. */
async function delivered(): Promise<Outbox> {
  const store = state.store as Store;
  const outbox = new Outbox({
    store,
    line: {
      fetch: (async (_address: string, init: RequestInit) => {
        sent.push({ body: new TextDecoder().decode(init.body as ArrayBuffer) });
        return answer({ id: outbox.items[0]?.id, sha256: outbox.items[0]?.sha256 });
      }) as unknown as typeof fetch,
      csrf: () => "",
    },
    at: () => new Date("2026-11-22T08:00:00Z"),
    changed: () => {},
  });
  Object.assign(openings.begun.values, { one: "李大华", phone: "13812345678", notice: "shown", type: "1" });
  const opening = TODAY?.openings[0];
  if (!opening) throw new Error("no opening");
  await store.write(openings.asEntries());
  await outbox.add({
    kind: "open",
    posting: 7,
    title: openings.titleOf(opening),
    fields: { opening: "quarrel", form: openings.filledForm(opening) },
    draft: openings.asDraft(),
    along: () => ({ gone: [openings.PLACE] }),
  });
  await outbox.flush();
  return outbox;
}

test("on the receipt nothing of anybody is left on the phone", async () => {
  answer = (receipt) => Response.json({ ...receipt, case: { id: 3, no: "1" } }, { status: 201 });
  await begin("open/quarrel");
  const outbox = await delivered();
  expect(JSON.parse(sent[0]?.body ?? "")).toMatchObject({ kind: "open", form: { one: "李大华", type: "1" } });
  expect(outbox.items).toEqual([]);
  expect(outbox.delivered.map(({ title, no }) => [title, no])).toEqual([["调解申请 · 第1种", "1"]]);
  const left = [await kept(), await state.store?.outbox(), await state.store?.read("kept", "delivered")];
  expect(JSON.stringify(left)).not.toMatch(/李大华|13812345678/);
});

test("what the server refused is opened again with its words beside the fields", async () => {
  answer = () => Response.json({ errors: { one: "最多 30 字" } }, { status: 422 });
  await begin("open/quarrel");
  const outbox = await delivered();
  app?.unmount();
  openings.clear();
  state.items = outbox.items;
  await takeUp(outbox.items[0] as never);
  expect(openings.replacing.id).toBe(outbox.items[0]?.id);
  await begin("open/quarrel");
  expect(place.querySelector<HTMLInputElement>("#field-one")?.value).toBe("李大华");
  expect(place.querySelector("#field-one-below")?.textContent).toBe("最多 30 字");
});

test("what was found on a patrol stays with its point", async () => {
  state.today = { ...TODAY, patrols: [{ id: "5", items: [{ id: "b", text: "楼道" }] }] } as never;
  reportFinding("5", "b", "楼道");
  expect(words.description).toBe("楼道：");
  openings.comeFromReport("3");
  await begin("open/quarrel/3");
  expect(openings.begun).toMatchObject({ patrol: "5", point: "b", values: { type: "3" } });
  expect(words).toMatchObject({ patrol: "", point: "", description: "" });
});

test("the matter that led here is chosen once; what was chosen in the form since holds", async () => {
  openings.comeFromReport("3");
  await begin("open/quarrel/3");
  openings.begun.values.type = "4";
  openings.keeper.now();
  await openings.keeper.written();
  app?.unmount();
  openings.clear();
  await begin("open/quarrel/3");
  expect(openings.begun.values.type).toBe("4");
});
