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

/** Seconds that the slowest tests take in a parallel run, for the first run of a new clone. */
const KNOWN_SECONDS = {
  "recovery/diskFull": 70,
  "docs/examples": 60,
  "admin/accessibility/runBarriers": 60,
  "leads/tables/anyColumn": 55,
  "leads/move/promise": 50,
  "runs/takenOver": 47,
  "recovery/pluginKilled": 46,
  "package/plugin": 43,
  main: 40,
  "admin/accessibility/hoursBarriers": 40,
  "admin/accessibility/historyBarriers": 40,
  "admin/accessibility/errorBarriers": 40,
  "leads/move/kills": 38,
  "leads/move/crash": 36,
  "admin/accessibility/leadBarriers": 35,
  "admin/runsPath": 35,
  "admin/customersApart": 32,
  "cli/bulk/memory": 31,
  "admin/hours": 30,
  "leads/changes/roundTrip": 30,
  "admin/runStages": 29,
  "runs/steering": 29,
  "recovery/serverKilled": 29,
  "admin/undo": 26,
  "admin/accessibility/keyBarriers": 25,
  "recovery/twoInstances": 24,
  "api/customersApart": 23,
  "leads/move/concurrency": 22,
};
/** Of a file that has not run here yet. A new slow file must not start last. */
const GUESSED_MS = 10_000;

/** Returns the known times in ms by file: those of this clone's last runs, and the list above for other files. */
function readTimes() {
  const known = Object.entries(KNOWN_SECONDS).map(([name, seconds]) => [
    join("dist", "test", `${name}.test.js`),
    seconds * 1000,
  ]);
  const measured = existsSync(TIMES_FILE) ? JSON.parse(readFileSync(TIMES_FILE, "utf8")) : {};
  return { ...Object.fromEntries(known), ...measured };
}

/** Sorts files by the time they took in the last run, slowest first, so that no worker is left with a slow file at the end. */
export function slowestFirst(files) {
  const times = readTimes();
  return [...files].sort((one, other) => (times[other] ?? GUESSED_MS) - (times[one] ?? GUESSED_MS));
}
