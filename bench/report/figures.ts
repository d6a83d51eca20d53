import type { Wait } from "../measures/dialerWait.ts";
import type { EngineResults } from "./results.ts";

/** A row of the report: name, value and unit. */
export type Figure = readonly [name: string, value: string, unit: string];

const BYTES_A_MB = 1024 * 1024;

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Formats with enough digits for a ratio or a few milliseconds. */
export function precise(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 2 : 1);
}

function waitFigures(name: string, wait: Wait): readonly Figure[] {
  return [
    [`${name}, idle p50`, precise(wait.idleP50Ms), "ms"],
    [`${name}, idle p99`, precise(wait.idleP99Ms), "ms"],
    [`${name}, busy p50`, precise(wait.busyP50Ms), "ms"],
    [`${name}, busy p99`, precise(wait.busyP99Ms), "ms"],
  ];
}

function throughputFigures({ throughput }: EngineResults): readonly Figure[] {
  if (!throughput) return [];
  const { ptArchiver } = throughput;
  return [
    ["bare statements, 500 leads", whole(throughput.bare), "leads/s"],
    ["HTTP, 500 leads, 1 caller", whole(throughput.http1), "leads/s"],
    ["HTTP, 500 leads, 8 callers", whole(throughput.http8), "leads/s"],
    ["HTTP, 8 callers / bare", precise(throughput.http8ToBare), "×"],
    ptArchiver === undefined
      ? ["pt-archiver", "-", throughput.ptArchiverAbsent ?? ""]
      : ["pt-archiver, 500 leads", whole(ptArchiver), "leads/s"],
  ];
}

/** Returns an engine's figures, ready to print. Pure. */
export function figures(results: EngineResults): readonly Figure[] {
  const { oneLead, archiveSizes = [], dialerWait, memory, twoInstances, runs, pages = [], startup } = results;
  return [
    ...throughputFigures(results),
    ...(oneLead ? ([["one lead, p99", precise(oneLead.p99Ms), "ms"]] as const) : []),
    ...archiveSizes.map(
      ({ archived, medianMs }): Figure => [`500 leads, ${whole(archived)} archived`, precise(medianMs), "ms"],
    ),
    ...(dialerWait ? waitFigures("hopper query", dialerWait.hopperQuery) : []),
    ...(dialerWait ? waitFigures("single update", dialerWait.update) : []),
    ...(memory
      ? ([
          [`heap after ${whole(memory.batches)} batches`, precise(memory.late.heapUsed / BYTES_A_MB), "MB"],
          [`process after ${whole(memory.batches)} batches`, precise(memory.late.rss / BYTES_A_MB), "MB"],
        ] as const)
      : []),
    ...(twoInstances
      ? ([
          ["one instance, 4 callers", whole(twoInstances.one), "leads/s"],
          ["two instances, own leads", whole(twoInstances.twoDisjoint), "leads/s"],
          ["two instances, same leads", whole(twoInstances.twoOverlapping), "leads/s"],
          ["two instances / one", precise(twoInstances.twoToOne), "×"],
        ] as const)
      : []),
    ...(runs
      ? ([
          [`looking at ${whole(runs.leads)} leads`, whole(runs.checkMs), "ms"],
          [`looking at ${whole(runs.leads)} leads, beside calls`, whole(runs.busyCheckMs), "ms"],
        ] as const)
      : []),
    ...pages.map(({ page, medianMs }): Figure => [`page: ${page}, p50`, precise(medianMs), "ms"]),
    ...(startup ? ([["node -e 0", precise(startup.nodeMs), "ms"]] as const) : []),
  ];
}
