/**
 * A list worked through with keys: j and k move, Enter opens, x selects, Shift+x selects a range.
 *
 * <ul data-queue data-queue-bar="bulk">                    the bar with that id shows when something is selected
 *   <li data-queue-row aria-current="true"?>
 *     <input type="checkbox" name="case" value="…">        what x selects (optional)
 *     <a class="queue-link" href="…">…</a>                 what Enter opens: the first link, or [data-queue-open]
 *   </li>
 * </ul>
 * <div id="bulk" hidden> <b data-queue-count></b> … <button type="button" data-queue-none>…</button></div>
 * <input type="checkbox" data-queue-all="bulk">            selects all (optional; anywhere on the page)
 *
 * One row is reached by Tab, the others by j and k (roving focus). Works after htmx has replaced the rows.
 */
import { island, type Stop } from "../islands";
import { announce, isTyping } from "../lib/dom";
import { say } from "../lib/words";

const LINK = "[data-queue-open], a[href]";

class Queue {
  private anchor = -1;

  constructor(private readonly root: HTMLElement) {
    this.rove(this.current());
    root.addEventListener("focusin", (event) => {
      const row =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[data-queue-row]") : null;
      if (row) this.rove(this.rows().indexOf(row));
    });
    root.addEventListener("change", () => this.showCount());
    this.showCount();
  }

  private rows(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("[data-queue-row]")];
  }

  private link(row: HTMLElement | undefined): HTMLElement | null {
    return row?.querySelector<HTMLElement>(LINK) ?? null;
  }

  private box(row: HTMLElement | undefined): HTMLInputElement | null {
    return row?.querySelector<HTMLInputElement>("input[type=checkbox]") ?? null;
  }

  /** Where the keys are: the focused row, else the open one, else the first. */
  private current(): number {
    const rows = this.rows();
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    if (focused >= 0) return focused;
    return Math.max(
      0,
      rows.findIndex((row) => row.matches("[aria-current]") || row.querySelector("[aria-current]")),
    );
  }

  /** Only one link of the list is in the way of the Tab key. */
  private rove(to: number): void {
    for (const [at, row] of this.rows().entries()) {
      const link = this.link(row);
      if (link) link.tabIndex = at === to ? 0 : -1;
    }
  }

  private isHere(): boolean {
    return this.rows().some((row) => row.contains(document.activeElement));
  }

  private move(by: number): void {
    const rows = this.rows();
    const from = this.current();
    const to = this.isHere() ? Math.min(rows.length - 1, Math.max(0, from + by)) : from;
    this.rove(to);
    const link = this.link(rows[to]);
    link?.focus();
    rows[to]?.scrollIntoView?.({ block: "nearest" });
  }

  private select(range: boolean): void {
    const rows = this.rows();
    const at = this.current();
    const box = this.box(rows[at]);
    if (!box) return;
    const on = !box.checked;
    const from = range && this.anchor >= 0 ? this.anchor : at;
    for (const row of rows.slice(Math.min(from, at), Math.max(from, at) + 1)) {
      const one = this.box(row);
      if (one) one.checked = on;
    }
    this.anchor = at;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    announce(say("选中 {n} 件", { n: this.selected().length }));
  }

  selectAll(on: boolean): void {
    for (const row of this.rows()) {
      const box = this.box(row);
      if (box) box.checked = on;
    }
    this.showCount();
  }

  private selected(): HTMLElement[] {
    return this.rows().filter((row) => this.box(row)?.checked);
  }

  private bar(): HTMLElement | null {
    const id = this.root.dataset.queueBar;
    return id ? document.getElementById(id) : null;
  }

  private showCount(): void {
    const bar = this.bar();
    if (!bar) return;
    const count = this.selected().length;
    bar.hidden = count === 0;
    const number = bar.querySelector("[data-queue-count]");
    if (number) number.textContent = String(count);
    for (const all of document.querySelectorAll<HTMLInputElement>(`[data-queue-all="${bar.id}"]`)) {
      all.checked = count > 0 && count === this.rows().length;
      all.indeterminate = count > 0 && !all.checked;
    }
  }

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const steps: Record<string, () => void> = {
      j: () => this.move(1),
      k: () => this.move(-1),
      x: () => this.select(event.shiftKey),
    };
    const step = steps[event.key.toLowerCase()];
    if (!step || this.rows().length === 0) return;
    event.preventDefault();
    step();
  }

  click(event: Event): void {
    const target = event.target;
    const bar = this.bar();
    if (!(target instanceof Element) || !bar) return;
    if (target.closest("[data-queue-none]") && bar.contains(target)) this.selectAll(false);
    const all = target.closest<HTMLInputElement>(`[data-queue-all="${bar.id}"]`);
    if (all) this.selectAll(all.checked);
  }

  /** New rows came: the first is reachable again. */
  renew(): void {
    this.anchor = -1;
    this.rove(this.current());
    this.showCount();
  }
}

export const connect = island("queue", (element): Stop => {
  const queue = new Queue(element);
  const leaving = new AbortController();
  const { signal } = leaving;
  document.addEventListener("keydown", (event) => queue.key(event), { signal });
  document.addEventListener("click", (event) => queue.click(event), { signal });
  const watcher = new MutationObserver(() => queue.renew());
  watcher.observe(element, { childList: true, subtree: true });
  return () => {
    leaving.abort();
    watcher.disconnect();
  };
});
