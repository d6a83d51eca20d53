import type { StorageEngine } from "../../demo/defaults.ts";
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

/** Lower on MyISAM, which trades speed for short statements so that the dialer waits less. */
const LEAST_SHARE_OF_BARE: Readonly<Record<StorageEngine, number>> = { myisam: 0.8, innodb: 0.9 };
const MOST_SIZE_RATIO = 1.2;
const MOST_EXTRA_WAIT_MS = 20;
const MOST_ONE_LEAD_MS = 4;
const MOST_GROWTH_PERCENT = 5;
/** Previews and watchers may cost requests at most a twentieth of their speed. */
const LEAST_SPEED_BESIDE_RUNS = 0.95;
const MOST_PAGE_MS = 100;
/** Times `node -e 0`. */
const MOST_HELP_RATIO = 3;
const MOST_KEYS_LIST_RATIO = 6;

function goal(
  name: string,
  unit: string,
  bound: Goal["bound"],
  limit: number,
  measured: number | undefined,
): Goal[] {
  if (measured === undefined) return [];
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

/** The slowest page represents all pages. */
function pageGoal({ pages = [] }: EngineResults): Goal[] {
  const slowest = pages.toSorted((one, other) => other.p95Ms - one.p95Ms)[0];
  return goal(`slowest page, p95 (${slowest?.page})`, "ms", "at most", MOST_PAGE_MS, slowest?.p95Ms);
}

/** Compares an engine's figures with the goals; skips what was not measured. Pure. */
export function judge(engine: StorageEngine, results: EngineResults): readonly Goal[] {
  const { throughput, oneLead, dialerWait, memory, twoInstances, runs, startup } = results;
  const share = LEAST_SHARE_OF_BARE[engine];
  return [
    ...goal("500 leads over HTTP, 1 caller / bare", "×", "at least", share, throughput?.http1ToBare),
    ...goal("one lead over HTTP, median", "ms", "at most", MOST_ONE_LEAD_MS, oneLead?.medianMs),
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
    ...goal("two instances: leads moved twice", "", "at most", 0, twoInstances?.movedTwice),
    ...goal("two instances: leads misplaced", "", "at most", 0, twoInstances?.misplaced),
    ...goal(
      "calls beside looks at runs / alone",
      "×",
      "at least",
      LEAST_SPEED_BESIDE_RUNS,
      runs?.callsBeside,
    ),
    ...pageGoal(results),
    ...goal("--help / node -e 0", "×", "at most", MOST_HELP_RATIO, startup?.helpToNode),
    ...goal("keys list / node -e 0", "×", "at most", MOST_KEYS_LIST_RATIO, startup?.keysListToNode),
  ];
}
