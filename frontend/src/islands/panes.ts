/**
 * List and case side by side: marks the row whose case is open, and on a narrow screen lets the case take its place.
 *
 * <div class="panes" data-panes> <ul class="queue"> <li id="row-7" data-queue-row>…  <section id="case-pane">…  </div>
 *
 * The case that htmx has put into the pane says which it is: <div data-case="7">.
 */
import { island, type Stop } from "../islands";

export const connect = island("panes", (element): Stop | undefined => {
  const pane = element.querySelector("#case-pane");
  if (!pane) return undefined;
  const mark = () => {
    const open = pane.querySelector<HTMLElement>("[data-case]")?.dataset.case;
    if (open === undefined) return;
    const arrived = !element.hasAttribute("data-open");
    element.setAttribute("data-open", "");
    for (const row of element.querySelectorAll("[data-queue-row]")) {
      if (row.id === `row-${open}`) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    // Where the case has taken the place of the list, reading begins at its top.
    if (arrived && pane.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
  };
  const watcher = new MutationObserver(mark);
  watcher.observe(pane, { childList: true });
  return () => watcher.disconnect();
});
