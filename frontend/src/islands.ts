/** Brings `[data-…]` elements to life, now and whenever the page gains new ones. */

export type Stop = () => void;

type Running = Map<string, Stop>;

const running = new WeakMap<Element, Running>();
const started = new Set<WeakRef<HTMLElement>>();

/**
 * Makes the `connect` of an island: it may run twice on one element and starts it once.
 * `start` may hand back what stops it, called when the element has left the page.
 */
export function island(
  name: string,
  start: (element: HTMLElement) => Stop | undefined,
): (element: HTMLElement) => void {
  return (element) => {
    const known: Running = running.get(element) ?? new Map();
    if (known.has(name)) return;
    running.set(element, known);
    known.set(name, () => {});
    const stop = start(element);
    if (!stop) return;
    known.set(name, stop);
    started.add(new WeakRef(element));
  };
}

/** Stops every island on an element, so that it could start again. */
export function disconnect(element: Element): void {
  for (const stop of running.get(element)?.values() ?? []) stop();
  running.delete(element);
}

function stopTheGone(): void {
  for (const reference of started) {
    const element = reference.deref();
    if (element?.isConnected) continue;
    if (element) disconnect(element);
    started.delete(reference);
  }
}

export type Connect = (element: HTMLElement) => void;
export type Load = () => Promise<{ connect: Connect }>;

function connectAll(root: ParentNode, loads: Record<string, Load>): void {
  for (const [name, load] of Object.entries(loads)) {
    const selector = `[data-${name}]`;
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    if (found.length > 0) {
      void load().then(({ connect }) => {
        for (const element of found) if (element.isConnected) connect(element);
      });
    }
  }
}

/** Connects all islands on the page and goes on doing so as htmx or another island adds elements. */
export function enhance(loads: Record<string, Load>): void {
  document.documentElement.classList.add("script");
  connectAll(document, loads);
  new MutationObserver((changes) => {
    let removed = false;
    for (const change of changes) {
      removed ||= change.removedNodes.length > 0;
      for (const node of change.addedNodes) {
        if (node instanceof HTMLElement && node.isConnected) connectAll(node, loads);
      }
    }
    if (removed) stopTheGone();
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** Wraps an island that is part of the first script, so that it looks like one fetched on demand. */
export const here =
  (connect: Connect): Load =>
  () =>
    Promise.resolve({ connect });
