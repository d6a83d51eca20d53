import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Finds the compiled tests that words of a command line name. */

function testsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .map((file) => join(folder, file))
    .sort();
}

/** Every compiled test. */
export function allTests() {
  return testsBelow(join("dist", "test"));
}

/**
 * The compiled tests of a source file or a folder, such as `test/leads/move/statementSize.test.ts` or `test/leads`.
 *
 * @returns undefined where the word names neither, and so is an option or its value
 */
export function testsNamed(word) {
  const path = relative(process.cwd(), word);
  if (!/^test($|\/)/.test(path) || !existsSync(path)) return undefined;
  const compiled = join("dist", path.replace(/\.ts$/, ".js"));
  return statSync(path).isDirectory() ? testsBelow(compiled) : [compiled];
}

function readTimes() {
  const file = join("dist", "test-times.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** The files in the order that keeps every worker busy to the end: the slowest of the last run first. */
export function slowestFirst(files) {
  const times = readTimes();
  return [...files].sort((one, other) => (times[other] ?? 0) - (times[one] ?? 0));
}
