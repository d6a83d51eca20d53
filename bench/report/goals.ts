import type { StorageEngine } from "../../demo/defaults.ts";
import { BY_PHONE } from "../measures/pages.ts";
import type { EngineResults } from "./results.ts";

/** A speed goal with its measured value. */
export interface Goal {
  readonly name: string;
  readonly unit: string;
  readonly measured: number;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly pass: boolean;
}

const LEAST_SHARE_OF_BARE = 0.8;
/** Only InnoDB lets eight callers work at the same time: a statement on MyISAM locks its whole table. */
const LEAST_SHARE_OF_BARE_WITH_EIGHT: Readonly<Partial<Record<StorageEngine, number>>> = { innodb: 1.3 };
const LEAST_SHARE_OF_PT_ARCHIVER = 1.3;
const LEAST_BULK_SHARE_OF_PT_ARCHIVER = 1.5;
const MOST_SIZE_RATIO = 1.2;
const MOST_EXTRA_WAIT_MS = 20;
/** Times the bare statements for one lead. */
const MOST_ONE_LEAD_RATIO = 2.5;
const MOST_GROWTH_PERCENT = 5;
/** Previews and watchers may cost requests at most a twentieth of their speed. */
const LEAST_SPEED_BESIDE_RUNS = 0.95;
const MOST_PAGE_MS = 100;
const MOST_BY_PHONE_MS = 50;
/** Times `node -e 0`. */
const MOST_HELP_RATIO = 3;
const MOST_KEYS_LIST_RATIO = 6;

function goal(
  name: string,
  unit: string,
  bound: Goal["bound"],
  limit: number | undefined,
  measured: number | undefined,
): Goal[] {
  if (measured === undefined || limit === undefined) return [];
  return [
    {
      name,
      unit,
      measured,
      bound,
      limit,
      pass: bound === "at least" ? measured >= limit : measured <= limit,
    },
  ];
}

function sizeGoal({ archiveSizes }: EngineResults): Goal[] {
  const [smallest, largest] = [archiveSizes?.[0], archiveSizes?.at(-1)];
  if (!smallest || !largest || smallest === largest) return [];
  const name = `call on ${largest.archived} archived / on ${smallest.archived}`;
  return goal(name, "×", "at most", MOST_SIZE_RATIO, largest.medianMs / smallest.medianMs);
}

function throughputGoals(engine: StorageEngine, { throughput = [] }: EngineResults): Goal[] {
  const withEight = LEAST_SHARE_OF_BARE_WITH_EIGHT[engine];
  return throughput.flatMap(({ order, http1ToBare, http8ToBare, http1ToPtArchiver }) => [
    ...goal(`1 caller / bare, ${order}`, "×", "at least", LEAST_SHARE_OF_BARE, http1ToBare?.median),
    ...goal(`8 callers / bare, ${order}`, "×", "at least", withEight, http8ToBare?.median),
    ...goal(
      `1 caller / pt-archiver, ${order}`,
      "×",
      "at least",
      LEAST_SHARE_OF_PT_ARCHIVER,
      http1ToPtArchiver?.median,
    ),
  ]);
}

function bulkGoals({ bulk = [] }: EngineResults): Goal[] {
  const least = LEAST_BULK_SHARE_OF_PT_ARCHIVER;
  return bulk.flatMap(({ order, commandToPtArchiver, runToPtArchiver }) => [
    ...goal(`command / pt-archiver, ${order}`, "×", "at least", least, commandToPtArchiver?.median),
    ...goal(`run / pt-archiver, ${order}`, "×", "at least", least, runToPtArchiver?.median),
  ]);
}

/** The slowest page represents all pages. */
function pageGoals({ pages = [] }: EngineResults): Goal[] {
  const slowest = pages.toSorted((one, other) => other.p95Ms - one.p95Ms)[0];
  const byPhone = pages.find(({ page }) => page === BY_PHONE);
  return [
    ...goal(`slowest page, p95 (${slowest?.page})`, "ms", "at most", MOST_PAGE_MS, slowest?.p95Ms),
    ...goal("restore by phone, median", "ms", "at most", MOST_BY_PHONE_MS, byPhone?.medianMs),
  ];
}

/** Compares an engine's figures with the goals; skips what was not measured. Pure. */
export function judge(engine: StorageEngine, results: EngineResults): readonly Goal[] {
  const { oneLead, dialerWait, memory, instances, runs, startup } = results;
  return [
    ...throughputGoals(engine, results),
    ...goal("one lead / bare", "×", "at most", MOST_ONE_LEAD_RATIO, oneLead?.httpToBare?.median),
    ...bulkGoals(results),
    ...sizeGoal(results),
    ...goal(
      "hopper query, longer wait at p99",
      "ms",
      "at most",
      MOST_EXTRA_WAIT_MS,
      dialerWait?.hopperQuery.extraP99Ms,
    ),
    ...goal(
      "single update, longer wait at p99",
      "ms",
      "at most",
      MOST_EXTRA_WAIT_MS,
      dialerWait?.update.extraP99Ms,
    ),
    ...goal("growth of the heap", "%", "at most", MOST_GROWTH_PERCENT, memory?.heapGrowthPercent),
    ...goal("growth of the process", "%", "at most", MOST_GROWTH_PERCENT, memory?.rssGrowthPercent),
    ...goal("two instances: leads moved twice", "", "at most", 0, instances?.movedTwice),
    ...goal("two instances: leads misplaced", "", "at most", 0, instances?.misplaced),
    ...goal(
      "calls beside looks at runs / alone",
      "×",
      "at least",
      LEAST_SPEED_BESIDE_RUNS,
      runs?.callsBeside,
    ),
    ...pageGoals(results),
    ...goal("--help / node -e 0", "×", "at most", MOST_HELP_RATIO, startup?.helpToNode),
    ...goal("keys list / node -e 0", "×", "at most", MOST_KEYS_LIST_RATIO, startup?.keysListToNode),
  ];
}
