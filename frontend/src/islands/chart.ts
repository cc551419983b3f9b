/**
 * A chart drawn from the table beside it, and drawn again when the table changes. The table stays for a screen reader.
 *
 * <section data-chart="days">
 *   <button data-show-table aria-pressed="false">…</button>   shows the table to everybody
 *   <div data-part="chart" aria-hidden="true"></div> <table>…</table>
 * </section>
 *
 * Kinds: days (columns and a line), matters (bars), units (two parts of one bar).
 */

import { optionsOf } from "../command/options";
import { tableOf } from "../command/table";
import { island, type Stop } from "../islands";
import { part } from "../lib/dom";

/** Sizes follow the wall: one rem is a hundred-and-twentieth of its width. */
const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

export const connect = island("chart", (element): Stop | undefined => {
  const frame = part(element, "chart", HTMLElement);
  const table = element.querySelector("table");
  if (!frame || !table) return undefined;
  const stops: Stop[] = [];
  const button = element.querySelector<HTMLElement>("[data-show-table]");
  const turn = (): void => {
    const shown = element.toggleAttribute("data-table-shown");
    button?.setAttribute("aria-pressed", String(shown));
  };
  button?.addEventListener("click", turn);
  stops.push(() => button?.removeEventListener("click", turn));
  void import("../command/echarts").then(({ init }) => {
    const chart = init(frame);
    const show = (): void =>
      chart.setOption(optionsOf(element.dataset.chart ?? "", tableOf(table), rem()), true);
    const changed = new MutationObserver(show);
    changed.observe(table, { childList: true, subtree: true, characterData: true });
    const resized = new ResizeObserver(() => {
      chart.resize();
      show();
    });
    resized.observe(frame);
    show();
    stops.push(() => {
      changed.disconnect();
      resized.disconnect();
      chart.dispose();
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
});
