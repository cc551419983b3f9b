/**
 * A trend drawn from the table beside it, both to take away. The table stays for a screen reader and without script.
 *
 * <section data-figures>
 *   <span data-part="tools" hidden><button data-part="picture">…<button data-part="sheet">…</span>
 *   <div data-part="chart" aria-hidden="true"></div><table>…</table>
 * </section>
 */
import type { EChartsCoreOption } from "echarts/core";
import { type Series, tableOf } from "../command/table";
import { island, type Stop } from "../islands";
import { make, part } from "../lib/dom";

/** Colours of the page's own theme. */
const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf({ names, columns }: Series): EChartsCoreOption {
  const [opened, closed] = columns;
  const words = {
    color: colour("--ink-3"),
    fontSize: 12,
    fontFamily: getComputedStyle(document.body).fontFamily,
  };
  const line = { lineStyle: { color: colour("--line") } };
  return {
    animation: false,
    grid: { left: 0, right: 8, top: 12, bottom: 0, containLabel: true },
    xAxis: {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: line,
      axisLabel: { ...words, hideOverlap: true },
    },
    yAxis: { type: "value", minInterval: 1, splitNumber: 4, axisLabel: words, splitLine: line },
    series: [
      {
        type: "bar",
        barCategoryGap: "35%",
        barMaxWidth: 28,
        data: opened?.numbers ?? [],
        itemStyle: { color: colour("--brand-line"), borderRadius: [2, 2, 0, 0] },
      },
      {
        type: "line",
        data: closed?.numbers ?? [],
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { color: colour("--brand"), width: 2 },
        itemStyle: { color: colour("--brand") },
      },
    ],
  };
}

/** The table as text for a spreadsheet; the mark in front tells it that the text is UTF-8. */
export function sheetOf(table: HTMLTableElement): string {
  const rows = [...table.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(
      (cell) => `"${(cell.textContent ?? "").trim().replace(/"/g, '""')}"`,
    ),
  );
  return `\ufeff${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function save(address: string, name: string): void {
  make("a", { href: address, download: name }).click();
}

export const connect = island("figures", (element): Stop | undefined => {
  const frame = part(element, "chart", HTMLElement);
  const table = element.querySelector("table");
  if (!frame || !table) return undefined;
  const stops: Stop[] = [];
  const name = `${document.title.split(" · ").slice(0, 2).join(" ")}`;
  void import("../command/echarts").then(({ init }) => {
    const chart = init(frame);
    chart.setOption(optionsOf(tableOf(table)), true);
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(frame);
    const picture = () =>
      save(chart.getDataURL({ pixelRatio: 2, backgroundColor: colour("--surface") }), `${name}.png`);
    const sheet = () => {
      const address = URL.createObjectURL(new Blob([sheetOf(table)], { type: "text/csv;charset=utf-8" }));
      save(address, `${name}.csv`);
      URL.revokeObjectURL(address);
    };
    part(element, "picture", HTMLElement)?.addEventListener("click", picture);
    part(element, "sheet", HTMLElement)?.addEventListener("click", sheet);
    part(element, "tools", HTMLElement)?.removeAttribute("hidden");
    stops.push(() => {
      part(element, "picture", HTMLElement)?.removeEventListener("click", picture);
      part(element, "sheet", HTMLElement)?.removeEventListener("click", sheet);
      resized.disconnect();
      chart.dispose();
    });
  });
  return () => {
    for (const stop of stops) stop();
  };
});
