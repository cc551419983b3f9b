/** What the screens show. The core keeps and sends; here it meets Vue, the network's events and the other tabs. */
import { computed, shallowReactive } from "vue";
import { Day } from "../core/day";
import { type Along, type Delivered, type Going, type Item, type NewItem, Outbox } from "../core/outbox";
import { judged, mark, marked, type StorageState, space, unmark } from "../core/storage";
import { Store, troubleOf } from "../core/store";
import type { Case, Today } from "../core/wire";
import { t } from "../words";
import { hush, snack } from "./snack";

const CHANNEL = "linli-field";
const REFRESH_MS = 3 * 60_000;
const CHOSEN = "posting";

interface State {
  phase: "starting" | "ready";
  store: Store | null;
  storage: StorageState;
  lost: number;
  today: Today | null;
  at: string;
  nowMs: number;
  signedIn: boolean;
  isReachable: boolean;
  isRefreshing: boolean;
  posting: number | null;
  items: Item[];
  delivered: Delivered[];
  going: Going;
  /** A newer app is on the phone, and waits to take over. */
  update: (() => void) | null;
}

export const state = shallowReactive<State>({
  phase: "starting",
  store: null,
  storage: "may-go",
  lost: 0,
  today: null,
  at: "",
  nowMs: Date.now(),
  signedIn: true,
  isReachable: navigator.onLine,
  isRefreshing: false,
  posting: null,
  items: [],
  delivered: [],
  going: { id: null, sent: 0, size: 0, pause: "" },
  update: null,
});

/** What has not arrived in full. */
export const unsent = computed(() => state.items.length);
export const needing = computed(
  () => state.items.filter((one) => !["waiting", "text"].includes(one.state)).length,
);

export const caseOf = (id: number): Case | undefined => state.today?.cases.find((one) => one.id === id);

/** A picture of a case, asked for under the posting that may see it. */
export const picture = (address: string): string =>
  `${address}${address.includes("?") ? "&" : "?"}posting=${state.today?.posting?.id ?? ""}`;

/** Items on their way that belong to a case. */
export const waitingFor = (id: number): Item[] =>
  state.items.filter((one) => one.kind === "act" && Number(draftCase(one)) === id);

function draftCase(item: Item): unknown {
  const draft = item.draft as { case?: unknown } | null;
  return draft?.case;
}

const cookie = (name: string): string =>
  new RegExp(`(?:^|;\\s*)${name}=([^;]+)`).exec(document.cookie)?.[1] ?? "";

let day = new Day(null, fetch.bind(globalThis));
let outbox: Outbox | null = null;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);

const csrf = (): string => cookie("csrftoken") || day.csrf;

function showOutbox(): void {
  if (!outbox) return;
  const before = state.delivered[0]?.id;
  state.items = outbox.items;
  state.delivered = outbox.delivered;
  state.going = outbox.going;
  if (outbox.going.pause === "signin") state.signedIn = false;
  document.cookie = mark(outbox.items.length);
  const newest = outbox.delivered[0];
  if (state.phase === "ready" && newest && newest.id !== before) arrived(newest);
}

function arrived(one: Delivered): void {
  const words = one.no ? t("已送到，编号 {no}", { no: one.no }) : t("已送到：{title}", { title: one.title });
  snack(words, { about: one.id });
  channel?.postMessage("changed");
  soonRefresh();
}

let soon: ReturnType<typeof setTimeout> | undefined;
function soonRefresh(): void {
  clearTimeout(soon);
  soon = setTimeout(() => void refresh(), 1500);
}

function showDay(): void {
  state.today = day.today;
  state.at = day.at;
  state.nowMs = day.nowMs();
  state.posting ??= day.today?.posting?.id ?? null;
}

/** Asks for the day's work; says nothing when there is no network. */
export async function refresh(): Promise<void> {
  if (state.isRefreshing) return;
  state.isRefreshing = true;
  try {
    const asked = await day.refresh(state.posting);
    state.isReachable = asked !== "unreachable";
    if (asked === "signin") state.signedIn = false;
    if (asked === "forbidden" && state.posting !== null) {
      state.posting = null; // that posting has ended, or somebody else has signed in
      await day.refresh(null);
    }
    if (asked === "new" || asked === "same") {
      state.signedIn = true;
      await outbox?.owned(day.today?.postings.map((one) => one.id) ?? []);
    }
    showDay();
  } finally {
    state.isRefreshing = false;
  }
  heardDay();
}

/** Called whenever the day has been asked for; whoever keeps more of it sets this. */
let heardDay: () => void = () => {};
export const onDay = (hear: () => void): void => {
  heardDay = hear;
};

export async function choosePosting(id: number): Promise<void> {
  state.posting = id;
  await state.store?.write([{ shelf: "kept", id: CHOSEN, value: id }]).catch(() => {});
  await refresh();
}

/** Puts a write into the outbox; says so plainly, and gives false, when the phone could not keep it. */
export async function write(made: NewItem, insteadOf?: string): Promise<Item | null> {
  if (!outbox) {
    snack(t("手机上存不了，这条还没有保存。"), { kind: "bad" });
    return null;
  }
  try {
    const item = insteadOf ? await outbox.replace(insteadOf, made) : await outbox.add(made);
    hush(); // what could not be kept a moment ago is kept now
    channel?.postMessage("changed");
    void askForSync();
    return item;
  } catch (error) {
    const isFull = troubleOf(error) === "full";
    snack(
      isFull
        ? t("手机存满了，这条还没有保存，请勿关闭本页。请先清理手机空间再按一次。")
        : t("这条没有存下，请勿关闭本页，再按一次试试。"),
      { kind: "bad", isLasting: true },
    );
    return null;
  }
}

async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  const sync = (registration as unknown as { sync?: { register(tag: string): Promise<void> } } | undefined)
    ?.sync;
  await sync?.register("linli-outbox").catch(() => {});
}

export const sendNow = (): void => outbox?.now(true);
export const again = (id: string): Promise<void> | undefined => outbox?.again(id);
export const takeBack = async (id: string, along: Along): Promise<Item | null> =>
  (await outbox?.takeBack(id, along)) ?? null;
export async function discard(id: string): Promise<void> {
  await outbox?.discard(id);
  channel?.postMessage("changed");
}
export const fileBytes = async (id: string): Promise<ArrayBuffer | undefined> => outbox?.fileBytes(id);

/** Destroys what the phone keeps, and ends the session when there is a network to say so over. */
export async function signOut(): Promise<boolean> {
  outbox?.stop();
  await state.store?.destroy();
  document.cookie = unmark();
  channel?.postMessage("signed-out");
  const answer = await fetch("/accounts/logout/", {
    method: "POST",
    headers: { "X-CSRFToken": csrf() },
    redirect: "manual",
    signal: AbortSignal.timeout(15_000),
  }).catch(() => null);
  return answer !== null && (answer.ok || answer.type === "opaqueredirect");
}

function hearOthers(): void {
  channel?.addEventListener("message", ({ data }) => {
    if (data === "signed-out") location.reload();
    if (data === "changed") void outbox?.load();
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data === "send") sendNow();
  });
  addEventListener("online", () => {
    outbox?.now();
    void refresh();
  });
  addEventListener("offline", () => {
    state.isReachable = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    outbox?.now();
    void refresh();
  });
  setInterval(() => {
    state.nowMs = day.nowMs();
  }, 30_000);
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, REFRESH_MS);
}

async function openStore(): Promise<void> {
  const unsentBefore = marked(document.cookie);
  try {
    const store = await Store.open(() => location.reload());
    state.store = store;
    const wasEvicted = store.isNew && unsentBefore !== null;
    state.lost = wasEvicted ? unsentBefore : 0;
    state.storage = judged(await space(navigator.storage), wasEvicted);
  } catch (error) {
    state.storage = troubleOf(error);
  }
}

export async function start(): Promise<void> {
  await openStore();
  day = new Day(state.store, fetch.bind(globalThis));
  await day.load();
  const chosen = await state.store?.read("kept", CHOSEN);
  if (typeof chosen === "number") state.posting = chosen;
  showDay();
  if (state.store) {
    outbox = new Outbox({
      store: state.store,
      line: { fetch: fetch.bind(globalThis), csrf },
      at: () => new Date(),
      changed: showOutbox,
      locks: navigator.locks,
      isOffline: () => navigator.onLine === false,
      renew: refresh,
    });
    await outbox.load();
  }
  hearOthers();
  state.phase = "ready";
  outbox?.now();
  await refresh();
}
