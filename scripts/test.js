import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { allTests, slowestFirst, testsNamed } from "./testFiles.js";

/**
 * Runs compiled tests: all of them, or the files and folders that are named, such as `test/leads/move/statementSize.test.ts`. Other
 * words go to mocha. Several files run in parallel, each worker on a database server of its own.
 */

const words = process.argv.slice(2);
const named = words.map((word, n) =>
  ["-g", "--grep", "-f", "--fgrep"].includes(words[n - 1]) ? undefined : testsNamed(word),
);
const options = words.filter((_, n) => named[n] === undefined);
const chosen = named.flatMap((files) => files ?? []);
const files = named.some((each) => each !== undefined) ? chosen : allTests();

/** Two at least: tests often wait for the database. */
const jobs = Math.min(Math.max(2, availableParallelism()), files.length);
const parallel = jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : ["--no-parallel"];
const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
const { status } = spawnSync(process.execPath, [mocha, ...parallel, ...options, ...slowestFirst(files)], {
  stdio: "inherit",
  env: { ...process.env, TEST_SERVERS: String(jobs) },
});
process.exitCode = status ?? 1;
