/**
 * Photos opened large, one after another, with arrows and Escape. Without script each is a link to the photo.
 *
 * <ul class="tiles" data-lightbox="step-4"> <li><a href="large.jpg" data-large><img src="small.jpg" alt="…"></a></li> </ul>
 */
import { island } from "../islands";
import { icon, make } from "../lib/dom";
import { say } from "../lib/words";

function button(part: string, words: string, sign: SVGSVGElement): HTMLButtonElement {
  return make("button", { type: "button", class: "btn", "data-part": part, "aria-label": words }, sign);
}

function open(links: HTMLAnchorElement[], first: number): void {
  let at = first;
  const picture = make("img", { alt: "" });
  const caption = make("figcaption", { role: "status" });
  const close = button("close", say("关闭"), icon("x"));
  const previous = button("previous", say("上一张"), icon("chevron-left"));
  const next = button("next", say("下一张"), icon("chevron-right"));
  const dialog = make(
    "dialog",
    { class: "lightbox", "aria-label": say("照片") },
    make("figure", {}, picture, caption),
    close,
    previous,
    next,
  );
  const show = (to: number) => {
    at = (to + links.length) % links.length;
    const link = links[at];
    if (!link) return;
    picture.src = link.href;
    picture.alt = link.querySelector("img")?.alt ?? "";
    caption.textContent = say("第 {n} 张，共 {all} 张：{name}", {
      n: at + 1,
      all: links.length,
      name: picture.alt,
    });
  };
  previous.hidden = next.hidden = links.length < 2;
  close.addEventListener("click", () => dialog.close());
  previous.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("figure, dialog")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    links[at]?.focus();
  });
  document.body.append(dialog);
  show(first);
  dialog.showModal();
}

export const connect = island("lightbox", (element) => {
  element.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-large]") : null;
    if (!link) return;
    event.preventDefault();
    const links = [...element.querySelectorAll<HTMLAnchorElement>("a[data-large]")];
    open(links, links.indexOf(link));
  });
  return undefined;
});
