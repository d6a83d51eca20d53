import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Finds the compiled files of tests. */

/** Milliseconds by test file, written by test/support/reporter.ts. */
const TIMES_FILE = join("dist", "test-times.json");

function testsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .map((file) => join(folder, file))
    .sort();
}

/** Returns every compiled test. */
export function allTests() {
  return testsBelow(join("dist", "test"));
}

/**
 * Returns the compiled tests of a source file or a folder, such as `test/leads/move/statementSize.test.ts` or `test/leads`.
 *
 * @returns undefined if the argument is no path below `test`
 */
export function testsNamed(arg) {
  const path = relative(process.cwd(), arg);
  if (!/^test($|\/)/.test(path) || !existsSync(path)) return undefined;
  const compiled = join("dist", path.replace(/\.ts$/, ".js"));
  return statSync(path).isDirectory() ? testsBelow(compiled) : [compiled];
}

/** The slowest tests in ms, for the first run of a new clone. */
const KNOWN_TIMES = Object.fromEntries(
  Object.entries({
    "recovery/diskFull": 70_000,
    "docs/examples": 50_000,
    "runs/takenOver": 45_000,
    "recovery/pluginKilled": 40_000,
    "recovery/serverKilled": 35_000,
    "recovery/twoInstances": 30_000,
    "leads/move/kills": 30_000,
    "leads/move/crash": 30_000,
    "leads/tables/anyColumn": 30_000,
    "runs/steering": 28_000,
    "leads/move/promise": 22_000,
    "admin/hours": 20_000,
    "admin/runsPath": 20_000,
    "package/plugin": 20_000,
    "runs/wholePath": 18_000,
  }).map(([name, ms]) => [join("dist", "test", `${name}.test.js`), ms]),
);

function readTimes() {
  return existsSync(TIMES_FILE) ? JSON.parse(readFileSync(TIMES_FILE, "utf8")) : KNOWN_TIMES;
}

/** Sorts files by the time they took in the last run, slowest first, so that no worker is left with a slow file at the end. */
export function slowestFirst(files) {
  const times = readTimes();
  return [...files].sort((one, other) => (times[other] ?? 0) - (times[one] ?? 0));
}
