// Builds web/static/build: every file straight under src/js and every src/styles/*.scss whose name does not
// start with "_" becomes one file with its content's hash in its name; manifest.json tells which.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILD = join(HERE, "..", "static", "build");
const DRAFT = `${BUILD}.new`;

const entries = (folder, extension) =>
  readdirSync(join(HERE, "src", folder))
    .filter((name) => name.endsWith(extension) && !name.startsWith("_"))
    .map((name) => join(HERE, "src", folder, name));

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: sass.compile(path, {
        loadPaths: [join(HERE, "node_modules")],
        quietDeps: true,
        style: "expanded",
      }).css,
      loader: "css",
      resolveDir: dirname(path),
    }));
  },
};

rmSync(DRAFT, { recursive: true, force: true });
mkdirSync(DRAFT, { recursive: true });
const { metafile } = await esbuild.build({
  absWorkingDir: HERE,
  entryPoints: [...entries("js", ".js"), ...entries("styles", ".scss")],
  outdir: DRAFT,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2020",
  minify: true,
  metafile: true,
  legalComments: "none",
  loader: { ".woff2": "file", ".svg": "file", ".png": "file", ".gif": "file" },
  plugins: [scss],
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  if (output.entryPoint) {
    const source = basename(output.entryPoint);
    manifest[source.replace(/\.scss$/, ".css")] = basename(path);
  }
}
for (const name of readdirSync(join(HERE, "src", "images"))) {
  const bytes = readFileSync(join(HERE, "src", "images", name));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  cpSync(join(HERE, "src", "images", name), join(DRAFT, hashed));
  manifest[name] = hashed;
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(DRAFT, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
rmSync(BUILD, { recursive: true, force: true });
renameSync(DRAFT, BUILD);
console.log(`web/static/build: ${Object.values(sorted).join(", ")}`);
