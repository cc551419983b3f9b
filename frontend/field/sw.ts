/**
 * The service worker keeps the app itself: page, scripts, styles, icons, the map's worker. What the server answers is
 * never kept here. A sync event of the browser only wakes the pages; sending is their work.
 */
import { addPlugins, cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";

/** What this file uses of a service worker's scope; the DOM's types do not know it. */
interface Scope {
  __WB_MANIFEST: (PrecacheEntry | string)[];
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(): Promise<{ postMessage(data: unknown): void }[]> };
  addEventListener(type: string, hear: (event: Heard) => void): void;
}
interface Heard {
  data?: unknown;
  tag?: string;
  waitUntil(work: Promise<unknown>): void;
}
declare const self: Scope;

/** The page is the same in every language of the browser: with its Vary it would not be found again. */
async function withoutVary({ response }: { response: Response }): Promise<Response | null> {
  if (!response.ok) return null;
  const headers = new Headers(response.headers);
  headers.delete("Vary");
  return new Response(await response.blob(), { status: response.status, headers });
}

addPlugins([{ cacheWillUpdate: withoutVary }]);
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/.*/], cleanURLs: false });
cleanupOutdatedCaches();

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
});

async function wakePages(): Promise<void> {
  for (const page of await self.clients.matchAll()) page.postMessage("send");
}

self.addEventListener("sync", (event) => {
  if (event.tag === "linli-outbox") event.waitUntil(wakePages());
});
