/** The piece of an island that the template marked `data-part="name"`. */
export function part<E extends HTMLElement>(element: Element, name: string, kind: new () => E): E | null {
  const found = element.querySelector(`[data-part="${name}"]`);
  return found instanceof kind ? found : null;
}

/** A number from a data attribute or a field; null when there is none. */
export function numberFrom(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

type Attributes = Record<string, string | boolean>;

/** An element with attributes and children, made without any markup in text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the page's sprite. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

let announcer: HTMLElement | null = null;

/** Tells a screen reader something, when it has finished what it is saying. */
export function announce(words: string): void {
  if (!announcer?.isConnected) {
    announcer = make("div", { class: "unseen", role: "status", "aria-live": "polite" });
    document.body.append(announcer);
  }
  announcer.textContent = words;
}

/** Whether somebody is typing, so that single keys are letters and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(
        "textarea, select, [role=combobox], input:not([type=checkbox],[type=radio],[type=button],[type=submit])",
      ))
  );
}

let lastId = 0;

/** An id that nothing else on the page has. */
export function freshId(stem: string): string {
  lastId += 1;
  return `${stem}-${lastId}`;
}
