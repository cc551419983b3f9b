import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "vue" } },
  resolve: {
    alias: [{ find: /^worker:.*/, replacement: new URL("./tests/no-worker.ts", import.meta.url).pathname }],
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "field/**/*.test.ts", "tests/**/*.test.ts"],
    maxWorkers: 2,
    isolate: false, // one jsdom for all: each test writes its own page
    unstubGlobals: true,
  },
});
