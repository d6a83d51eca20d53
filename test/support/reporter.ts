import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { type MochaOptions, type Runner, reporters } from "mocha";

const SLOWEST = 10;
/** Milliseconds by test file. scripts/test.js starts the slowest files first. */
const TIMES_FILE = "dist/test-times.json";

type Times = Readonly<Record<string, number>>;

/** The fields of a test or hook that are also available in parallel runs, where workers send them as plain data. */
interface Timed {
  readonly file?: string | undefined;
  readonly duration?: number | undefined;
}

function saveTimes(times: Times): void {
  const before = existsSync(TIMES_FILE) ? (JSON.parse(readFileSync(TIMES_FILE, "utf8")) as Times) : {};
  writeFileSync(TIMES_FILE, JSON.stringify({ ...before, ...times }));
}

function printSlowest(times: Times): void {
  const files = Object.entries(times);
  if (files.length < 2) return;
  const slowest = files.sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
  const lines = slowest.map(([file, ms]) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${file}`);
  process.stdout.write(`  The slowest files:\n\n${lines.join("\n")}\n\n`);
}

/** Prints like the spec reporter, then the slowest files, hooks included. */
export default class SlowestFilesReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const times: Record<string, number> = {};
    const add = ({ file, duration = 0 }: Timed): void => {
      if (file === undefined) return;
      const path = relative(process.cwd(), file);
      times[path] = (times[path] ?? 0) + duration;
    };
    runner.on("test end", add);
    runner.on("hook end", add);
    runner.once("end", () => {
      saveTimes(times);
      printSlowest(times);
    });
  }
}
