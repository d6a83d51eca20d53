import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { RowDataPacket } from "mysql2/promise";
import { STORAGE_ENGINES, type StorageEngine } from "../demo/defaults.ts";
import { say } from "../server/cli/output.ts";
import { packageRoot } from "../server/lib/packageRoot.ts";
import { closeOnSignal } from "../server/lib/shutdown.ts";
import { printComparison } from "./report/comparison.ts";
import { ENGINE_NAMES } from "./report/engineNames.ts";
import { figures } from "./report/figures.ts";
import { judge } from "./report/goals.ts";
import { printEngine } from "./report/print.ts";
import { COMPARISON, type EngineResults, MEASUREMENTS, type Measurement, USUAL } from "./report/results.ts";
import { runEngine } from "./runEngine.ts";
import { DEFAULT_SIZES, LARGE_SIZES, QUICK_SIZES } from "./sizes.ts";
import { type BenchMariaDb, startBenchMariaDb } from "./support/mariaDb.ts";
import { note } from "./support/progress.ts";
import { defaultMemory, serverSettings } from "./support/serverSettings.ts";

interface Options {
  readonly quick?: boolean;
  readonly large?: boolean;
  readonly engine?: StorageEngine;
  readonly only?: readonly Measurement[];
  readonly comparison?: boolean;
  readonly memory: number;
  readonly binlog?: boolean;
}

const RESULTS = "bench/results.json";
/** Output of a quick or partial run, kept apart so that it cannot replace a full one. */
const PARTIAL_RESULTS = "bench/results-partial.json";

const SIZES = { quick: QUICK_SIZES, default: DEFAULT_SIZES, large: LARGE_SIZES } as const;

function sizesName({ quick, large }: Options): keyof typeof SIZES {
  if (quick) return "quick";
  return large ? "large" : "default";
}

/** Facts about the machine and its server, so that a reader can tell two runs apart. */
async function machineFacts(mariaDb: BenchMariaDb, settings: readonly string[]) {
  const connection = await mariaDb.connect();
  const [[row]] = await connection.query<RowDataPacket[]>("SELECT VERSION() AS version");
  // As the server has them: it rounds some.
  const [variables] = await connection.query<RowDataPacket[]>(
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)",
    [settings.map((name) => name.replaceAll("-", "_"))],
  );
  await connection.end();
  const [cpu] = cpus();
  return {
    date: new Date().toISOString(),
    node: process.version,
    mariaDb: String(row?.["version"]),
    settings: Object.fromEntries(
      variables.map(({ Variable_name: name, Value: value }) => [String(name), String(value)]),
    ),
    cpus: cpus().length,
    cpu: cpu?.model ?? "unknown",
  };
}

function resultOf(engine: StorageEngine, results: EngineResults) {
  const goals = judge(engine, results);
  printEngine(ENGINE_NAMES[engine], figures(results), goals);
  return { ...results, goals, pass: goals.every((goal) => goal.pass) };
}

async function bench(options: Options): Promise<void> {
  const engines = options.engine ? [options.engine] : STORAGE_ENGINES;
  const sizes = SIZES[sizesName(options)];
  const wanted = options.comparison ? COMPARISON : (options.only ?? USUAL);
  const settings = serverSettings(options.memory, options.binlog ?? false);
  const mariaDb = await startBenchMariaDb(settings);
  closeOnSignal(() => mariaDb.remove());
  try {
    const facts = await machineFacts(mariaDb, [...Object.keys(settings), "log-bin"]);
    say(`Node ${facts.node}, MariaDB ${facts.mariaDb}, ${facts.cpus} × ${facts.cpu}`);
    const asSet = Object.entries(facts.settings).map(([name, value]) => `${name}=${value}`);
    say(`Server settings, after ViciBox: ${asSet.join(", ")}`);
    const byEngine: Partial<Record<StorageEngine, ReturnType<typeof resultOf>>> = {};
    for (const engine of engines)
      byEngine[engine] = resultOf(engine, await runEngine(mariaDb, engine, wanted, sizes));
    printComparison(byEngine);

    const pass = Object.values(byEngine).every((result) => result.pass);
    const isWhole = !options.quick && !options.engine && wanted === USUAL;
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

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

await new Command("bench")
  .description("Measures the plugin beside bare SQL and pt-archiver, on a MariaDB of its own.")
  .addOption(new Option("--quick", "small sizes, about a minute: finds what is broken").conflicts("large"))
  .option("--large", "also an archive of ten million leads")
  .addOption(new Option("--engine <name>", "only this storage engine").choices(STORAGE_ENGINES))
  .option("--only <names>", `only these, with commas between: ${MEASUREMENTS.join(", ")}`, measurementList)
  .addOption(
    new Option("--comparison", `only the table of ratios: ${COMPARISON.join(", ")}`).conflicts("only"),
  )
  .option("--memory <GB>", "key buffer and buffer pool of the server, each", wholeNumber, defaultMemory())
  .option("--binlog", "let the server keep a binary log, as ViciBox does and Vicidial's own guide does not")
  .action(bench)
  .parseAsync();
