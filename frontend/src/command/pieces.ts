/** Pieces of a page that are put in place anew when the server shows them otherwise. */

const keysOf = (piece: Element): Set<string> =>
  new Set([...piece.querySelectorAll<HTMLElement>("[data-key]")].map((row) => row.dataset.key ?? ""));

function put(old: HTMLElement, fresh: HTMLElement): void {
  const known = keysOf(old);
  old.replaceChildren(...fresh.childNodes);
  for (const row of old.querySelectorAll<HTMLElement>("[data-key]"))
    if (!known.has(row.dataset.key ?? "")) row.dataset.new = "";
}

/** Puts what a fetched page says of each piece into this one; what is the same stays untouched. */
export function renew(page: ParentNode, fetched: ParentNode): string[] {
  const changed: string[] = [];
  for (const old of page.querySelectorAll<HTMLElement>("[data-piece]")) {
    const name = old.dataset.piece ?? "";
    const fresh = fetched.querySelector<HTMLElement>(`[data-piece="${name}"]`);
    if (!fresh || same(old, fresh)) continue;
    put(old, fresh);
    changed.push(name);
  }
  return changed;
}

function same(old: HTMLElement, fresh: HTMLElement): boolean {
  const bare = old.cloneNode(true) as HTMLElement;
  for (const row of bare.querySelectorAll<HTMLElement>("[data-new]")) row.removeAttribute("data-new");
  return bare.innerHTML === fresh.innerHTML;
}
