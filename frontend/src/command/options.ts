/** How each chart of the wall looks: few lines, numbers where they are needed, no motion. */
import type { EChartsCoreOption } from "echarts/core";
import type { Series } from "./table";

const INK = "#eef3f5";
const INK_2 = "#b3c1c9";
const LINE = "#22323b";
const OPENED = "#4fa6b9";
const TODAY = "#8ad3e2";
const CLOSED = "#dfe7ea";
const LATE = "#ef5a4f";
const FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";

const text = (rem: number, size = 1.125, color = INK_2) => ({
  color,
  fontSize: rem * size,
  fontFamily: FONT,
});

function days({ names, columns }: Series, rem: number): EChartsCoreOption {
  const [opened, closed] = columns;
  const last = names.length - 1;
  return {
    animation: false,
    grid: { left: 0, right: rem * 0.5, top: rem * 2.25, bottom: 0, containLabel: true },
    xAxis: {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: { ...text(rem), interval: (at: number) => (last - at) % 4 === 0 },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      splitNumber: 3,
      axisLabel: text(rem),
      splitLine: { lineStyle: { color: LINE } },
    },
    series: [
      {
        type: "bar",
        barCategoryGap: "35%",
        data: (opened?.numbers ?? []).map((value, at) => ({
          value,
          itemStyle: { color: at === last ? TODAY : OPENED, borderRadius: rem * 0.15 },
        })),
      },
      {
        type: "line",
        data: closed?.numbers ?? [],
        symbol: "circle",
        symbolSize: rem * 0.45,
        lineStyle: { color: CLOSED, width: rem * 0.15 },
        itemStyle: { color: CLOSED },
      },
    ],
  };
}

/** Names stand above their bars, so that they are read whole. */
function names(series: Series, rem: number, width: number) {
  return {
    type: "category",
    inverse: true,
    z: 3,
    data: series.names,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: {
      ...text(rem, 1.25, INK),
      inside: true,
      margin: 0,
      verticalAlign: "bottom",
      padding: [0, 0, rem * 0.5, 0],
      width: rem * width,
      overflow: "truncate",
    },
  };
}

const bars = (series: Series, right: number, rem: number, most: number) => ({
  animation: false,
  grid: {
    left: 0,
    right: rem * right,
    top: rem * 0.75,
    bottom: rem * (0.25 + Math.max(0, most - series.names.length) * 2.9),
  },
  xAxis: { type: "value", show: false, min: 0, max: "dataMax" },
});

function matters(series: Series, rem: number): EChartsCoreOption {
  return {
    ...bars(series, 3, rem, 6),
    yAxis: names(series, rem, 23),
    series: [
      {
        type: "bar",
        barWidth: rem * 0.625,
        data: series.columns[0]?.numbers ?? [],
        itemStyle: { color: OPENED, borderRadius: rem * 0.15 },
        label: { show: true, position: "right", ...text(rem, 1.25, INK) },
      },
    ],
  };
}

function units(series: Series, rem: number): EChartsCoreOption {
  const [onTime, late] = series.columns;
  const bar = (data: number[], color: string) => ({
    type: "bar",
    stack: "all",
    barWidth: rem * 0.625,
    data,
    itemStyle: { color },
  });
  const label = {
    show: true,
    position: "right",
    formatter: ({ dataIndex }: { dataIndex: number }) =>
      `{a|${onTime?.numbers[dataIndex] ?? 0}} {b|${late?.numbers[dataIndex] || ""}}`,
    rich: { a: text(rem, 1.25, INK), b: text(rem, 1.25, "#ff8f86") },
  };
  return {
    ...bars(series, 5.5, rem, 4),
    yAxis: names(series, rem, 26),
    series: [bar(onTime?.numbers ?? [], OPENED), { ...bar(late?.numbers ?? [], LATE), label }],
  };
}

const KINDS: Record<string, (series: Series, rem: number) => EChartsCoreOption> = { days, matters, units };

export function optionsOf(kind: string, series: Series, rem: number): EChartsCoreOption {
  return KINDS[kind]?.(series, rem) ?? {};
}
