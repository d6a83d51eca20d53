import { relative } from "node:path";
import { type MochaOptions, type Runner, reporters } from "mocha";

const SLOWEST = 10;

/** The part of a test or hook that is known in parallel runs, too, where workers send it as plain data. */
interface Timed {
  readonly file?: string | undefined;
  readonly duration?: number | undefined;
}

/** The spec reporter, followed by the files that took longest with their hooks. */
export default class SlowestFilesReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const times = new Map<string, number>();
    const add = ({ file, duration }: Timed): void => {
      if (file !== undefined) times.set(file, (times.get(file) ?? 0) + (duration ?? 0));
    };
    runner.on("test end", add);
    runner.on("hook end", add);
    runner.once("end", () => printSlowest(times));
  }
}

function printSlowest(times: ReadonlyMap<string, number>): void {
  if (times.size < 2) return;
  const slowest = [...times].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
  const lines = slowest.map(
    ([file, ms]) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${relative(process.cwd(), file)}`,
  );
  process.stdout.write(`  The slowest files:\n\n${lines.join("\n")}\n\n`);
}
