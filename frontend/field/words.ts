import { english } from "./words.en";

/** The Chinese words themselves, or their English when the page is English; `{name}` takes a value. */
export function t(chinese: string, values: Record<string, string | number> = {}): string {
  const isEnglish = typeof document !== "undefined" && document.documentElement.lang.startsWith("en");
  const words = isEnglish ? (english[chinese] ?? chinese) : chinese;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
