import { afterEach, expect, test } from "vitest";
import { type App, createApp, nextTick } from "vue";
import type { Item } from "../core/outbox";
import { acting, close } from "./acting";
import { MergeScreen } from "./merge";
import { parsedRoute, route } from "./route";
import { state } from "./state";

const field = (name: string, title: string) => ({
  name,
  title,
  kind: "text",
  required: false,
  choices: [],
  help: "",
});
const FIELDS = [field("urgency", "紧急程度"), field("matter", "事项"), field("note", "说明")];
const MINE = { urgency: "较急", matter: "井盖", note: "人多" };
const BASE = { urgency: "紧急", matter: "井盖" };
const NOW = { urgency: "一般", matter: "路灯" };

const item = (actions: { name: string; reason: null }[]): Item =>
  ({
    id: "i",
    kind: "act",
    state: "attention",
    title: "更正",
    files: [],
    receipt: null,
    draft: {
      case: 3,
      files: {},
      filling: {
        case: 3,
        action: "correct",
        title: "更正",
        no: "1",
        seen_version: 1,
        values: MINE,
        base: BASE,
        fields: FIELDS,
      },
    },
    problem: {
      status: 422,
      errors: { urgency: "别人改过" },
      now: { id: 3, no: "1", row_version: 7, state_title: "已立案", values: NOW, actions },
    },
  }) as unknown as Item;

let app: App | null = null;
let place = document.createElement("div");

async function open(one: Item): Promise<void> {
  state.items = [one];
  route.value = parsedRoute("merge/i");
  place = document.createElement("div");
  document.body.append(place);
  app = createApp(MergeScreen);
  app.config.warnHandler = () => {}; // of slots, which the build sees to
  app.mount(place);
  await nextTick();
}

afterEach(() => {
  app?.unmount();
  place.remove();
  close();
  state.items = [];
});

const sides = (name: string) => [...place.querySelectorAll<HTMLElement>(`[data-testid=merge-${name}] label`)];
const go = () => [...place.querySelectorAll("button")].at(-1) as HTMLButtonElement;

test("a person decides where both changed a field, and only there; the form goes on from what is there now", async () => {
  await open(item([{ name: "correct", reason: null }]));
  expect(sides("urgency").map((one) => one.textContent)).toEqual(["我写的较急", "现在的一般"]);
  expect(sides("note")).toEqual([]);
  expect(go().disabled).toBe(true);

  sides("urgency")[0]?.querySelector("input")?.click();
  sides("matter")[1]?.querySelector("input")?.click();
  await nextTick();
  expect(go().disabled).toBe(false);
  go().click();
  await new Promise((done) => setTimeout(done));
  expect(acting.now).toMatchObject({
    values: { urgency: "较急", matter: "路灯", note: "人多" },
    base: NOW,
    seen_version: 7,
  });
  expect(acting.replacing).toBe("i");
});

test("where the step is not possible any more the own words are still there to be read", async () => {
  await open(item([]));
  expect(place.querySelector("[data-testid=over]")).not.toBeNull();
  expect(place.textContent).toContain("人多");
});
