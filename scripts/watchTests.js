import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { allTests } from "./testFiles.js";

/** Compiles on every change, then runs the tests that changed or that import a changed file. */

const IMPORT = /\bfrom "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)|^import "(\.[^"]+)"/gm;
/** Time (ms) without changes after which the compiler has written all files. */
const QUIET_MS = 300;
const EMPTY = createHash("sha256").digest("hex");

function importsOf(file) {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, ...paths]) =>
    join(
      dirname(file),
      paths.find((path) => path !== undefined),
    ),
  );
}

/** Returns whether a file changed, or imports a changed file directly or indirectly. */
function isAffected(file, changed, seen = new Set()) {
  if (changed.has(file)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return importsOf(file).some((imported) => isAffected(imported, changed, seen));
}

function run(program, args) {
  return new Promise((done) => {
    spawn(program, args, { stdio: "inherit" }).once("exit", done);
  });
}

// Type errors do not stop the watch.
await run(process.execPath, ["scripts/compile.js"]);

function hashOf(file) {
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "";
}

/** Hashes of all outputs: the compiler's first pass rewrites every file, changed or not. */
const hashes = new Map(
  readdirSync("dist", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .map((file) => [join("dist", file), hashOf(join("dist", file))]),
);
const changed = new Set();
let timer;
let isRunning = false;

async function runTests() {
  if (isRunning || changed.size === 0) return;
  const now = new Set(changed);
  changed.clear();
  const tests = allTests().filter((file) => isAffected(file, now));
  if (tests.length === 0) return;
  isRunning = true;
  const sources = tests.map((file) => file.replace(/^dist\//, "").replace(/\.js$/, ".ts"));
  await run(process.execPath, ["scripts/test.js", ...sources]);
  isRunning = false;
  await runTests();
}

watch("dist", { recursive: true }, (_, file) => {
  if (!file?.endsWith(".js")) return;
  const path = join("dist", file);
  const hash = hashOf(path);
  // An empty file is still being written.
  if (hash === EMPTY || hash === hashes.get(path)) return;
  hashes.set(path, hash);
  changed.add(path);
  clearTimeout(timer);
  timer = setTimeout(runTests, QUIET_MS);
});
await run(join("node_modules", ".bin", "tsc"), [
  ...["-p", "tsconfig.json", "--watch", "--preserveWatchOutput"],
  ...["--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo"],
]);
