/// <reference types="vite/client" />
// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { chosenLanguage, speak, t } from "../field/words";
import { english } from "../field/words.en";

const sources = import.meta.glob<string>(
  ["../field/**/*.{ts,tsx}", "!../field/**/*.test.ts", "!../field/words.en.ts"],
  { query: "?raw", import: "default", eager: true },
);

/** Chinese literals of the code itself; comments hold examples. */
function spoken(): Set<string> {
  const found = new Set<string>();
  for (const source of Object.values(sources)) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[\s;,])\/\/.*$/gm, "");
    for (const [, literal] of code.matchAll(/"((?:[^"\\\n])*[\u4e00-\u9fff：][^"\\\n]*)"/g))
      found.add(literal ?? "");
  }
  return found;
}

const slots = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort();

afterEach(() => speak("zh-CN"));

test("everything the phone app says has its English", () => {
  expect([...spoken()].filter((words) => !(words in english))).toEqual([]);
});

test("no English is left over from words that are gone", () => {
  const used = spoken();
  expect(Object.keys(english).filter((words) => !used.has(words))).toEqual([]);
});

test("what is put into a sentence stands in its English too", () => {
  const odd = Object.entries(english).filter(([said, told]) => slots(said).join() !== slots(told).join());
  expect(odd).toEqual([]);
});

test("no Chinese stands in the code outside of words that are translated", () => {
  for (const [path, source] of Object.entries(sources)) {
    const code = source
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/(^|[\s;,])\/\/.*$/gm, "")
      .replace(/"[^"\n]*"/g, "");
    expect(code.match(/[\u4e00-\u9fff]+/g) ?? [], path).toEqual([]);
  }
});

test("the app speaks the language that was chosen", async () => {
  expect(t("还剩 {time}", { time: "3" })).toBe("还剩 3");
  await speak("en");
  expect(t("还剩 {time}", { time: "3" })).toBe("3 left");
  expect(document.documentElement.lang).toBe("en");
});

test.each([
  ["", ["en-GB", "zh-CN"], "en"],
  ["", ["fr", "zh-CN", "en"], "zh-CN"],
  ["", ["fr"], "zh-CN"],
  ["a=1; django_language=zh-hans", ["en"], "zh-CN"],
  ["django_language=en", ["zh-CN"], "en"],
])("with the cookie %j and a browser that asks for %j it is %s", (cookies, asked, language) => {
  expect(chosenLanguage(cookies, asked)).toBe(language);
});
