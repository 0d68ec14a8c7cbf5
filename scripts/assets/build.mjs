// Build static/vendor: bundle the editor, copy the fonts, gather the licences, write the manifest.
//
// Run `npm ci && node build.mjs [output directory]` here or in a copy of this folder. The output is
// committed, and the same versions give the same bytes, so a test compares the manifest's digests.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? join(here, "../../static/vendor"));
const modules = join(here, "node_modules");

function describe(name) {
  const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json")));
  return { name, version, licence: license };
}

function licenceOf(name) {
  const { version, licence } = describe(name);
  const text = readFileSync(join(modules, name, "LICENSE"), "utf8").trim();
  return `${name} ${version} (${licence})\n\n${text}\n`;
}

const manifest = [];

function write(file, content, packages, licenceFile) {
  writeFileSync(join(output, file), content);
  const licences = packages.map(licenceOf).join(`\n${"-".repeat(72)}\n\n`);
  writeFileSync(join(output, licenceFile), licences);
  manifest.push({
    file,
    sha256: createHash("sha256").update(content).digest("hex"),
    bytes: content.length,
    licence_file: licenceFile,
    packages: packages.map(describe),
  });
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const bundle = await build({
  absWorkingDir: here,
  entryPoints: ["editor.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
});
const bundled = new Set(
  Object.keys(bundle.metafile.inputs)
    .map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean),
);
const editorVersion = describe("@codemirror/view").version;
write(
  `codemirror-${editorVersion}.MIT.min.js`,
  bundle.outputFiles[0].contents,
  [...bundled].sort(),
  `codemirror-${editorVersion}.LICENCES.txt`,
);

for (const [name, files] of [
  ["@fontsource/stix-two-math", ["stix-two-math-latin-400-normal.woff2"]],
  [
    "@fontsource-variable/source-sans-3",
    ["source-sans-3-latin-wght-normal.woff2", "source-sans-3-latin-wght-italic.woff2"],
  ],
]) {
  const { version } = describe(name);
  const family = basename(name);
  for (const file of files) {
    const style = file.includes("italic") ? "-italic" : "";
    write(
      `${family}${style}-${version}.OFL-1.1.woff2`,
      readFileSync(join(modules, name, "files", file)),
      [name],
      `${family}-${version}.LICENCE.txt`,
    );
  }
}
writeFileSync(join(output, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(manifest.map(({ file, bytes }) => `${file}  ${bytes} bytes`).join("\n"));
