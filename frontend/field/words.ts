/** Words of another language than Chinese, fetched only where somebody speaks it. */
let words: Record<string, string> = {};

/** The language of the desk's pages: as was chosen, else as the browser asks for. */
export function chosenLanguage(cookies: string, asked: readonly string[]): "en" | "zh-CN" {
  const [, chosen = ""] = /(?:^|;\s*)django_language=([\w-]+)/.exec(cookies) ?? [];
  const first = [chosen, ...asked].find((one) => /^(en|zh)\b/i.test(one)) ?? "zh";
  return first.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** Makes the page speak a language. */
export async function speak(language: "en" | "zh-CN"): Promise<void> {
  words = language === "en" ? (await import("./words.en")).english : {};
  document.documentElement.lang = language;
}

/** The Chinese words themselves, or what they are in the language of the page; `{name}` takes a value. */
export function t(chinese: string, values: Record<string, string | number> = {}): string {
  return (words[chinese] ?? chinese).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}
