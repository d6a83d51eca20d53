import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism, freemem } from "node:os";
import { allTests, slowestFirst, testsNamed } from "./testFiles.js";

/**
 * Runs compiled tests: all of them, or the files and folders named on the command line, such as
 * `test/leads/move/statementSize.test.ts`. Passes other arguments to mocha. Several files run in parallel, each worker with a
 * database server of its own.
 */

/** Memory (bytes) of a worker with its database server. */
const MEMORY_PER_WORKER = 1.25 * 2 ** 30;

/** Two workers more than cores, because tests wait for half of their time: for the database, for timeouts, and for retries. */
function workersFor(files) {
  const fitting = Math.floor(freemem() / MEMORY_PER_WORKER);
  return Math.min(Math.max(2, Math.min(availableParallelism() + 2, fitting)), files);
}

const args = process.argv.slice(2);
const named = args.map((arg, index) =>
  ["-g", "--grep", "-f", "--fgrep"].includes(args[index - 1]) ? undefined : testsNamed(arg),
);
const options = args.filter((_, index) => named[index] === undefined);
const isSelection = named.some((tests) => tests !== undefined);
const files = isSelection ? named.flatMap((tests) => tests ?? []) : allTests();

const jobs = workersFor(files.length);
const parallel = jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : ["--no-parallel"];
const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
const { status } = spawnSync(process.execPath, [mocha, ...parallel, ...options, ...slowestFirst(files)], {
  stdio: "inherit",
  env: { ...process.env, TEST_SERVERS: String(jobs) },
});
process.exitCode = status ?? 1;
