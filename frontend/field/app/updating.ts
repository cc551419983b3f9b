/** A newer app takes over when the person says so, or when all its pages are closed; the outbox stays as it is. */
import { state } from "./state";

function offer(waiting: ServiceWorker): void {
  state.update = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take-over");
  };
}

function watchFor(registration: ServiceWorkerRegistration): void {
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });
  });
}

/** Keeps the app for the time without a network; after the first screen, so as not to hold it up. */
export async function keepApp(): Promise<void> {
  try {
    const registered = await navigator.serviceWorker?.register("/field/sw.js", {
      scope: "/field/",
      updateViaCache: "none",
    });
    if (registered) watchFor(registered);
  } catch {
    // without a service worker the app works while there is a network
  }
}
