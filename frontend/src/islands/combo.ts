/**
 * Choosing one of many by typing: Chinese, or the first letters of its pinyin. Template: parts/combo.html
 *
 * <div data-combo>                     options inline: a <select>, each option with data-keys="jgps" data-note="…"
 *   <label for="m">事项</label> <select id="m" name="matter">…</select>
 * </div>
 * <div data-combo data-url="/desk/units/" data-free>       options asked for: GET ?q=… → {"options": [...]}
 *   <label for="u">单位</label> <input id="u" name="unit_text" data-name="unit" data-value="7" value="城市管理局">
 * </div>
 *
 * What is sent is the value under the name; with data-free the typed words are sent too, as name_text.
 * Sends `linli:choice` (detail: {value, label}) and a `change` event when the choice changes.
 */
import { island } from "../islands";
import { announce, freshId, make } from "../lib/dom";
import { isRecord, textOf } from "../lib/json";
import { say } from "../lib/words";

export interface Option {
  value: string;
  label: string;
  keys: string;
  note: string;
}

const MOST_SHOWN = 50;
const WAIT_MS = 180;

/** How well an option answers: 0 not at all, higher is better. */
export function match(option: Option, words: string): number {
  const asked = words.trim().toLowerCase();
  if (asked === "") return 1;
  const label = option.label.toLowerCase();
  if (label.startsWith(asked)) return 5;
  if (label.includes(asked)) return 4;
  if (option.keys.startsWith(asked)) return 3;
  if (option.keys.includes(asked)) return 2;
  return option.note.toLowerCase().includes(asked) || option.value.toLowerCase() === asked ? 1 : 0;
}

export function best(options: Option[], words: string): Option[] {
  return options
    .map((option, at) => ({ option, at, rank: match(option, words) }))
    .filter((one) => one.rank > 0)
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, MOST_SHOWN)
    .map((one) => one.option);
}

/** The options of an answer; anything that is not one is left out. */
export function optionsFrom(answer: unknown): Option[] {
  const list = isRecord(answer) ? answer.options : answer;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((one) => ({
    value: textOf(one.value),
    label: textOf(one.label),
    keys: textOf(one.keys).toLowerCase(),
    note: textOf(one.note),
  }));
}

function optionsOf(select: HTMLSelectElement): Option[] {
  return [...select.options]
    .filter((option) => option.value !== "")
    .map((option) => ({
      value: option.value,
      label: option.text,
      keys: option.dataset.keys?.toLowerCase() ?? "",
      note: option.dataset.note ?? "",
    }));
}

interface Source {
  find: (words: string) => Promise<Option[]>;
}

function askingSource(url: string): Source {
  let question: AbortController | null = null;
  return {
    async find(words) {
      question?.abort();
      question = new AbortController();
      const address = new URL(url, location.href);
      address.searchParams.set("q", words);
      const answer = await fetch(address, {
        headers: { accept: "application/json" },
        signal: question.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      return optionsFrom(await answer.json());
    },
  };
}

class Combo {
  private readonly list = make("ul", { class: "combo-list", role: "listbox", hidden: true });
  private shown: Option[] = [];
  private at = -1;
  private chosen: Option | null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly input: HTMLInputElement,
    private readonly value: HTMLInputElement | HTMLSelectElement,
    private readonly source: Source,
    start: Option | null,
  ) {
    this.chosen = start;
    this.list.id = freshId("combo");
    const label = root.querySelector("label");
    if (label) {
      label.id ||= freshId("combo-label");
      this.list.setAttribute("aria-labelledby", label.id);
    }
    for (const [name, is] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      autocomplete: "off",
      spellcheck: "false",
    })) {
      input.setAttribute(name, is);
    }
    input.parentElement?.append(this.list);
    input.addEventListener("input", (event) => {
      // While characters are still being composed, the letters are not yet what is meant.
      if (!(event instanceof InputEvent && event.isComposing)) this.search(WAIT_MS);
    });
    input.addEventListener("compositionend", () => this.search(WAIT_MS));
    input.addEventListener("click", () => this.search(0));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      const option = item && this.shown[Number(item.dataset.at)];
      if (option) this.choose(option);
    });
  }

  private get free(): boolean {
    return this.root.dataset.free !== undefined;
  }

  private get open(): boolean {
    return !this.list.hidden;
  }

  private search(wait: number): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.show(), wait);
  }

  private async show(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const words = this.input.value === this.chosen?.label ? "" : this.input.value;
    let found: Option[];
    try {
      found = await this.source.find(words);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      this.showNote(say("现在查不到，请稍后再试。"));
      return;
    }
    if (mine !== this.asked || document.activeElement !== this.input) return;
    this.shown = found;
    this.at = found.findIndex((option) => option.value === this.value.value && option.value !== "");
    if (found.length === 0) this.showNote(say("没有找到“{words}”", { words: this.input.value }));
    else this.showOptions();
  }

  private showNote(words: string): void {
    this.shown = [];
    this.at = -1;
    this.list.replaceChildren(make("li", { class: "combo-note", role: "presentation" }, words));
    this.setOpen(true);
    announce(words);
  }

  private showOptions(): void {
    const items = this.shown.map((option, at) => {
      const item = make(
        "li",
        { class: "combo-option", role: "option", id: `${this.list.id}-${at}`, "data-at": String(at) },
        make("span", {}, option.label),
      );
      if (option.note) item.append(make("small", {}, option.note));
      return item;
    });
    this.list.replaceChildren(...items);
    this.setOpen(true);
    this.mark(this.at);
    announce(say("{n} 个结果", { n: this.shown.length }));
  }

  private setOpen(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }

  private mark(at: number): void {
    this.at = at;
    for (const [index, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(index === at));
      if (index === at) {
        this.input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView?.({ block: "nearest" });
      }
    }
  }

  private move(by: number): void {
    if (!this.open) {
      this.search(0);
      return;
    }
    const count = this.shown.length;
    if (count > 0) this.mark((this.at + by + count) % count);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(this.at < 0 ? 0 : -1),
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      step();
    } else if (event.key === "Enter" && this.open) {
      event.preventDefault();
      this.choose(this.shown[this.at] ?? this.shown[0] ?? null);
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      event.stopPropagation();
      this.setOpen(false);
    }
  }

  private choose(option: Option | null): void {
    this.setOpen(false);
    if (option) this.input.value = option.label;
    this.take(option);
  }

  /** What the field sends from now on. */
  private take(option: Option | null): void {
    const before = this.value.value;
    this.chosen = option;
    this.value.value = option?.value ?? "";
    if (this.value.value === before) return;
    this.value.dispatchEvent(new Event("change", { bubbles: true }));
    this.root.dispatchEvent(new CustomEvent("linli:choice", { bubbles: true, detail: option }));
  }

  private leave(): void {
    clearTimeout(this.waiting);
    this.asked += 1;
    this.setOpen(false);
    if (this.input.value.trim() === "") this.take(null);
    else if (this.input.value !== this.chosen?.label) {
      if (this.free) this.take(null);
      else this.input.value = this.chosen?.label ?? "";
    }
  }
}

function overSelect(root: HTMLElement, select: HTMLSelectElement): void {
  const options = optionsOf(select);
  const start = options.find((option) => option.value === select.value) ?? null;
  const input = make("input", {
    class: "form-control",
    type: "text",
    id: select.id,
    value: start?.label ?? "",
  });
  input.placeholder = say("输入文字或拼音首字母");
  for (const name of ["aria-describedby", "aria-invalid", "required", "disabled"]) {
    const is = select.getAttribute(name);
    if (is !== null) input.setAttribute(name, is);
  }
  select.required = false;
  select.id = freshId("combo-value");
  select.hidden = true;
  select.before(make("div", { class: "combo" }, input));
  new Combo(root, input, select, { find: async (words) => best(options, words) }, start);
}

function overInput(root: HTMLElement, input: HTMLInputElement, url: string): void {
  const value = make("input", {
    type: "hidden",
    name: input.dataset.name ?? "",
    value: input.dataset.value ?? "",
  });
  if (root.dataset.free === undefined) input.removeAttribute("name");
  const box = make("div", { class: "combo" });
  input.before(box);
  box.append(input, value);
  const start = value.value ? { value: value.value, label: input.value, keys: "", note: "" } : null;
  new Combo(root, input, value, askingSource(url), start);
}

export const connect = island("combo", (element) => {
  const select = element.querySelector("select");
  const input = element.querySelector<HTMLInputElement>("input:not([type=hidden])");
  if (select) overSelect(element, select);
  else if (input && element.dataset.url) overInput(element, input, element.dataset.url);
  return undefined;
});
