/// <reference types="vite/client" />
import { afterEach, expect, test } from "vitest";
import { say } from "../src/lib/words";
import { english } from "../src/lib/words.en";

const sources = import.meta.glob<string>(
  ["../src/**/*.ts", "!../src/**/*.test.ts", "!../src/**/words.en.ts"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** Chinese literals of the code itself; comments hold examples. */
function spoken(): string[] {
  const found = new Set<string>();
  for (const source of Object.values(sources)) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
    for (const [, literal] of code.matchAll(/"((?:[^"\\\n])*[\u4e00-\u9fff][^"\\\n]*)"/g))
      found.add(literal ?? "");
  }
  return [...found];
}

afterEach(() => {
  document.documentElement.lang = "zh-CN";
});

test("everything an island says has its English", () => {
  expect(spoken().filter((words) => !(words in english))).toEqual([]);
});

test("no English is left over from words that are gone", () => {
  const used = new Set([...spoken(), "{words}：{n}"]);
  expect(Object.keys(english).filter((words) => !used.has(words))).toEqual([]);
});

test("a page speaks its own language", () => {
  expect(say("{n} 分钟前", { n: 3 })).toBe("3 分钟前");
  document.documentElement.lang = "en";
  expect(say("{n} 分钟前", { n: 3 })).toBe("3 min ago");
});
