import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { RowDataPacket } from "mysql2/promise";
import { STORAGE_ENGINES, type StorageEngine } from "../demo/defaults.ts";
import { say } from "../server/cli/output.ts";
import { packageRoot } from "../server/lib/packageRoot.ts";
import { closeOnSignal } from "../server/lib/shutdown.ts";
import { figures } from "./report/figures.ts";
import { judge } from "./report/goals.ts";
import { printEngine } from "./report/print.ts";
import { type EngineResults, MEASUREMENTS, type Measurement } from "./report/results.ts";
import { runEngine } from "./runEngine.ts";
import { DEFAULT_SIZES, LARGE_SIZES, QUICK_SIZES } from "./sizes.ts";
import { type BenchMariaDb, startBenchMariaDb } from "./support/mariaDb.ts";
import { note } from "./support/progress.ts";

interface Options {
  readonly quick?: boolean;
  readonly large?: boolean;
  readonly engine?: StorageEngine;
  readonly only?: readonly Measurement[];
}

const RESULTS = "bench/results.json";
/** Output of a quick or partial run, kept apart so that it cannot replace a full one. */
const PARTIAL_RESULTS = "bench/results-partial.json";

const SIZES = { quick: QUICK_SIZES, default: DEFAULT_SIZES, large: LARGE_SIZES } as const;

function sizesName({ quick, large }: Options): keyof typeof SIZES {
  if (quick) return "quick";
  return large ? "large" : "default";
}

/** Facts about the machine, so that a reader can tell two runs apart. */
async function machineFacts(mariaDb: BenchMariaDb) {
  const connection = await mariaDb.connect();
  const [[row]] = await connection.query<RowDataPacket[]>("SELECT VERSION() AS version");
  await connection.end();
  const [cpu] = cpus();
  return {
    date: new Date().toISOString(),
    node: process.version,
    mariaDb: String(row?.["version"]),
    cpus: cpus().length,
    cpu: cpu?.model ?? "unknown",
  };
}

function resultOf(engine: StorageEngine, results: EngineResults) {
  const goals = judge(engine, results);
  printEngine(engine === "myisam" ? "MyISAM" : "InnoDB", figures(results), goals);
  return { ...results, goals, pass: goals.every((goal) => goal.pass) };
}

async function bench(options: Options): Promise<void> {
  const engines = options.engine ? [options.engine] : STORAGE_ENGINES;
  const sizes = SIZES[sizesName(options)];
  const mariaDb = await startBenchMariaDb();
  closeOnSignal(() => mariaDb.remove());
  try {
    const facts = await machineFacts(mariaDb);
    say(`Node ${facts.node}, MariaDB ${facts.mariaDb}, ${facts.cpus} × ${facts.cpu}`);
    const byEngine: Partial<Record<StorageEngine, ReturnType<typeof resultOf>>> = {};
    for (const engine of engines)
      byEngine[engine] = resultOf(
        engine,
        await runEngine(mariaDb, engine, options.only ?? MEASUREMENTS, sizes),
      );

    const pass = Object.values(byEngine).every((result) => result.pass);
    const isWhole = !options.quick && !options.engine && !options.only;
    const file = isWhole ? RESULTS : PARTIAL_RESULTS;
    const report = { ...facts, sizes: sizesName(options), engines: byEngine, pass };
    writeFileSync(join(packageRoot, file), `${JSON.stringify(report, null, 2)}\n`);
    say(`\n${pass ? "Every goal is met." : "A goal is missed."} All figures are in ${file}.`);
    process.exitCode = pass ? 0 : 1;
  } finally {
    note("ending");
    await mariaDb.remove();
  }
}

/** Parses `a,b` into a validated list; commander reports errors. */
function measurementList(text: string): readonly Measurement[] {
  return text.split(",").map((word) => {
    const known = MEASUREMENTS.find((name) => name === word.trim());
    if (!known) throw new InvalidArgumentError(`Known are ${MEASUREMENTS.join(", ")}.`);
    return known;
  });
}

await new Command("bench")
  .description("Measures the plugin beside bare SQL and pt-archiver, on a MariaDB of its own.")
  .addOption(new Option("--quick", "small sizes, about a minute: finds what is broken").conflicts("large"))
  .option("--large", "also an archive of ten million leads")
  .addOption(new Option("--engine <name>", "only this storage engine").choices(STORAGE_ENGINES))
  .option("--only <names>", `only these, with commas between: ${MEASUREMENTS.join(", ")}`, measurementList)
  .action(bench)
  .parseAsync();
