// Builds what the pages load: hashed scripts and styles, the icon sprite, and the manifest that the
// template tags read. `node build.mjs --watch` rebuilds when a source or a template changes.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOMS = join(HERE, "../src/linli");
const OUT = join(ROOMS, "web/parts/static/built");
const CACHE = join(HERE, ".cache");

const ENTRIES = {
  desk: "src/desk.ts",
  portal: "src/portal.ts",
  plain: "src/plain.ts",
  command: "src/command.ts",
  field: "field/field.ts",
  "desk.styles": "src/styles/desk.css",
  "portal.styles": "src/styles/portal.css",
  "command.styles": "src/styles/command.css",
  "map.styles": "src/styles/map.css",
  "field.styles": "field/styles/field.css",
};

/** Classes a page may use without having been there when the styles were built. */
const ALWAYS = {
  standard: [
    /^btn($|-(primary|secondary|danger|link|icon|sm|lg|list|ghost-.*|outline-(primary|secondary|danger)))/,
    /^(form|input)-/,
    /^(in)?valid-feedback$/,
    /^is-(in)?valid$/,
    /^was-validated$/,
    /^card($|-(body|header|title|footer|actions|sm|link))/,
    /^table($|-(responsive|hover|vcenter|sm|nowrap))/,
    /^(row|col|container|g|gx|gy)($|-(auto|[0-9]+|fluid|(sm|md|lg|xl)(-(auto|[0-9]+))?)$)/,
    /^d-((sm|md|lg|xl|print)-)?(none|block|inline|inline-block|flex|inline-flex|grid)$/,
    /^(flex|justify-content|align-(items|self)|order)-/,
    /^(gap|row-gap|column-gap)-[0-9]$/,
    /^[mp][tbsexy]?-([0-9]|auto)$/,
    /^[mw]?[wh]-(25|50|75|100|auto|full)$/,
    /^text-(start|center|end|nowrap|truncate|break|wrap|muted|secondary|danger|reset|decoration-none)$/,
    /^fw-/,
    /^visually-hidden/,
    /^list-(unstyled|inline|inline-item)$/,
    /^(position|top|bottom|start|end)-/,
  ],
  deep: [],
  greedy: [],
  keyframes: [/^placeholder/, /^spinner/],
};

function* files(folder, ending) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["built", "node_modules", "__pycache__", "tests", "migrations"].includes(entry.name))
        yield* files(path, ending);
    } else if (ending.test(entry.name)) {
      yield path;
    }
  }
}

const hashOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();

function writeAtomic(path, content) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/** Keeps of the CSS library only what templates, scripts and widgets name. */
async function purgeLibrary() {
  const content = [...files(ROOMS, /\.(html|py|toml)$/), ...files(join(HERE, "src"), /\.ts$/)].filter(
    (path) => !path.endsWith(".test.ts"),
  );
  const [kept] = await new PurgeCSS().purge({
    content,
    css: [join(HERE, "node_modules/@tabler/core/dist/css/tabler.css")],
    safelist: ALWAYS,
    blocklist: [
      /^(theme|page|navbar|carousel|offcanvas|accordion|modal|toast|tooltip|popover|dropdown|chart|apex|ts-|noUi|plyr|fslightbox|dropzone|jvm|litepicker)/,
    ],
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(
    join(CACHE, "tabler.css"),
    kept.css.replace(/^@charset[^;]+;/, "").replace(/\/\*# sourceMapping.*$/m, ""),
  );
}

/** Names of icons, each with the file that asks for it. */
function wantedIcons() {
  const wanted = new Map();
  for (const path of files(ROOMS, /\.html$/)) {
    const text = readFileSync(path, "utf8");
    for (const found of text.matchAll(/{%-?\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']/g)) {
      wanted.set(found[1] ?? found[2], relative(HERE, path));
    }
  }
  for (const path of [...files(join(HERE, "src"), /\.ts$/), ...files(join(HERE, "field"), /\.tsx?$/)]) {
    const text = readFileSync(path, "utf8");
    for (const found of text.matchAll(/\bicon\("([a-z0-9-]+)"|<Icon name="([a-z0-9-]+)"/g)) {
      wanted.set(found[1] ?? found[2], relative(HERE, path));
    }
  }
  for (const name of JSON.parse(readFileSync(join(HERE, "icons.json"), "utf8")))
    wanted.set(name, "icons.json");
  return wanted;
}

/** One file with a symbol per icon; an unknown name stops the build and says who asked. */
function buildSprite() {
  const wanted = wantedIcons();
  const symbols = [];
  for (const name of [...wanted.keys()].sort()) {
    const folder = name.startsWith("filled-") ? "filled" : "outline";
    const path = join(
      HERE,
      "node_modules/@tabler/icons/icons",
      folder,
      `${name.replace(/^filled-/, "")}.svg`,
    );
    let svg;
    try {
      svg = readFileSync(path, "utf8");
    } catch {
      throw new Error(`There is no icon "${name}" (asked for in ${wanted.get(name)})`);
    }
    const inner = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    const body = inner
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/\s*\n\s*/g, "");
    const paint =
      folder === "filled"
        ? 'fill="currentColor" stroke="none"'
        : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${body}</symbol>`);
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  const file = `icons-${hashOf(sprite)}.svg`;
  writeAtomic(join(OUT, file), sprite);
  return { file, names: [...wanted.keys()].sort() };
}

/** The map library decodes tiles in a worker: its file is shipped whole, beside the scripts. */
const workerAddress = {
  name: "worker-address",
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, (request) => ({
      path: join(HERE, "node_modules", request.path.slice("worker:".length)),
      namespace: "worker",
    }));
    build.onLoad({ filter: /.*/, namespace: "worker" }, (request) => ({
      contents: readFileSync(request.path, "utf8").replace(/\/\/# sourceMappingURL=.*$/m, ""),
      loader: "file",
    }));
  },
};

async function bundle() {
  return esbuild.build({
    absWorkingDir: HERE,
    entryPoints: Object.entries(ENTRIES).map(([out, path]) => ({ out, in: path })),
    outdir: OUT,
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    metafile: true,
    target: ["es2022", "chrome109", "safari16", "firefox115"],
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[name]-[hash]",
    assetNames: "[name]-[hash]",
    legalComments: "none",
    logLevel: "warning",
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "vue",
    define: { __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
    plugins: [workerAddress],
  });
}

/** The phone app and everything it may load later: what its service worker keeps for the time without a network. */
function offlineFiles(result, manifest) {
  const kept = new Set();
  const waiting = [manifest.assets["field.js"], manifest.assets["field.css"], manifest.assets["map.css"]];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const output = result.metafile.outputs[relative(HERE, join(OUT, file))];
    waiting.push(...(output?.imports ?? []).filter((one) => !one.external).map((one) => basename(one.path)));
  }
  return [...kept, ...["icons.svg", "favicon.svg"].map((name) => manifest.assets[name])];
}

/** The service worker, with the list of what it keeps; the page itself is known by what it is made from. */
async function bundleServiceWorker(result, manifest) {
  const names = offlineFiles(result, manifest);
  const page = readFileSync(join(ROOMS, "web/field/templates/field/shell.html"), "utf8");
  const list = [
    { url: "/field/", revision: hashOf(page + names.join()) },
    ...names.map((name) => ({ url: `/static/built/${name}`, revision: null })),
  ];
  const made = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: ["field/sw.ts"],
    bundle: true,
    minify: true,
    write: false,
    target: ["es2022", "chrome109", "safari16", "firefox115"],
    legalComments: "none",
    define: { "self.__WB_MANIFEST": JSON.stringify(list), "process.env.NODE_ENV": '"production"' },
  });
  const [{ text }] = made.outputFiles;
  const file = `field-sw-${hashOf(text)}.js`;
  writeAtomic(join(OUT, file), text);
  manifest.assets["field-sw.js"] = file;
}

/** Pictures that are taken as they are. */
function copyPictures() {
  const copied = {};
  for (const name of readdirSync(join(HERE, "src/brand"))) {
    const content = readFileSync(join(HERE, "src/brand", name));
    const [stem, ending] = name.split(".");
    copied[name] = `${stem}-${hashOf(content)}.${ending}`;
    writeAtomic(join(OUT, copied[name]), content);
  }
  return copied;
}

function describe(result, sprite) {
  const assets = { "icons.svg": sprite.file, ...copyPictures() };
  const sizes = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const file = basename(path);
    sizes[file] = {
      gzip: gzipSync(readFileSync(join(OUT, file))).length,
      imports: output.imports
        .filter((one) => one.kind === "import-statement")
        .map((one) => basename(one.path)),
    };
    for (const [out, entry] of Object.entries(ENTRIES)) {
      if (output.entryPoint === entry)
        assets[`${out.replace(".styles", "")}${entry.endsWith(".css") ? ".css" : ".js"}`] = file;
    }
  }
  return { assets, icons: sprite.names, sizes };
}

/** Beside each file its compressed twin, which the server of static files hands out as it is. */
function compress(manifest) {
  for (const file of new Set([...Object.values(manifest.assets), ...Object.keys(manifest.sizes)])) {
    if (!/\.(js|mjs|css|svg)$/.test(file) || existsSync(join(OUT, `${file}.gz`))) continue;
    writeAtomic(join(OUT, `${file}.gz`), gzipSync(readFileSync(join(OUT, file)), { level: 9 }));
  }
}

function sweep(manifest) {
  const files = [...Object.values(manifest.assets), ...Object.keys(manifest.sizes)];
  const keep = new Set(["manifest.json", ...files, ...files.map((file) => `${file}.gz`)]);
  for (const file of readdirSync(OUT)) if (!keep.has(file)) rmSync(join(OUT, file), { recursive: true });
}

async function build() {
  mkdirSync(OUT, { recursive: true });
  await purgeLibrary();
  const sprite = buildSprite();
  const result = await bundle();
  const manifest = describe(result, sprite);
  await bundleServiceWorker(result, manifest);
  writeAtomic(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  sweep(manifest);
  compress(manifest);
  for (const name of Object.keys(manifest.assets).sort()) {
    const size = manifest.sizes[manifest.assets[name]];
    if (size) console.log(`${name.padEnd(12)} ${(size.gzip / 1000).toFixed(1).padStart(6)} kB gzip`);
  }
}

await build();
if (process.argv.includes("--watch")) {
  let waiting;
  for (const folder of [join(HERE, "src"), join(HERE, "field"), ROOMS]) {
    watch(folder, { recursive: true }, (_, file) => {
      if (!file || file.includes("built") || !/\.(tsx?|css|html)$/.test(file)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => build().catch((problem) => console.error(problem.message)), 200);
    });
  }
}
