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

const WAYS = {
  bare: "bare statements, 500 leads",
  http1: "HTTP, 500 leads, 1 caller",
  http8: "HTTP, 500 leads, 8 callers",
  ptBulk: "pt-archiver, bulk",
  ptSingle: "pt-archiver, single rows",
  command: "vicidial-dearchive run",
  run: "background run",
} as const;

function rateFigures(
  rates: Readonly<Partial<Record<keyof typeof WAYS, number>>>,
  order: string,
): readonly Figure[] {
  return Object.entries(WAYS).flatMap(([way, name]): Figure[] => {
    const rate = rates[way as keyof typeof WAYS];
    return rate === undefined ? [] : [[`${name}, ${order}`, whole(rate), "leads/s"]];
  });
}

function throughputFigures({ throughput = [] }: EngineResults): readonly Figure[] {
  return throughput.flatMap(({ order, rates, ptArchiverAbsent }) => [
    ...rateFigures(rates, order),
    ...(ptArchiverAbsent === undefined ? [] : [["pt-archiver", "-", ptArchiverAbsent] as const]),
  ]);
}

function bulkFigures({ bulk = [] }: EngineResults): readonly Figure[] {
  return bulk.flatMap(({ order, leads, rates }) => rateFigures(rates, `${whole(leads)} ${order} leads`));
}

function oneLeadFigures({ oneLead }: EngineResults): readonly Figure[] {
  if (!oneLead) return [];
  return [
    ["one lead, median", precise(oneLead.medianMs), "ms"],
    ["one lead, p99", precise(oneLead.p99Ms), "ms"],
    ["one lead, bare statements, median", precise(oneLead.bareMs), "ms"],
  ];
}

function cacheFigures({ caches = [] }: EngineResults): readonly Figure[] {
  return caches.flatMap(({ archived, dataGb, indexGb, times }) => [
    [`${whole(archived)} archived, rows`, precise(dataGb), "GB"] as const,
    [`${whole(archived)} archived, indexes`, precise(indexGb), "GB"] as const,
    ...times.flatMap(({ cacheGb, order, medianMs, readsALead }): Figure[] => {
      const name = `${whole(archived)} archived, ${precise(cacheGb)} GB cache, 500 ${order} leads`;
      return [
        [name, precise(medianMs), "ms"],
        [`${name}, reads`, precise(readsALead), "pages a lead"],
      ];
    }),
  ]);
}

function instanceFigures({ instances }: EngineResults): readonly Figure[] {
  if (!instances) return [];
  const { rates, toOne, twoOverlapping } = instances;
  return [
    ...rates.map(
      ({ instances: count, leadsPerSecond }): Figure => [
        `instances: ${count}, own leads`,
        whole(leadsPerSecond),
        "leads/s",
      ],
    ),
    ...toOne.map(
      ({ instances: count, ratio }): Figure => [
        `instances: ${count} / 1`,
        precise(ratio?.median ?? Number.NaN),
        "×",
      ],
    ),
    ["instances: 2, same leads", whole(twoOverlapping), "leads/s"],
  ];
}

/** Returns an engine's figures, ready to print. Pure. */
export function figures(results: EngineResults): readonly Figure[] {
  const { archiveSizes = [], dialerWait, memory, runs, pages = [], startup } = results;
  return [
    ...throughputFigures(results),
    ...oneLeadFigures(results),
    ...bulkFigures(results),
    ...archiveSizes.map(
      ({ archived, medianMs }): Figure => [`500 leads, ${whole(archived)} archived`, precise(medianMs), "ms"],
    ),
    ...cacheFigures(results),
    ...(dialerWait ? waitFigures("hopper query", dialerWait.hopperQuery) : []),
    ...(dialerWait ? waitFigures("single update", dialerWait.update) : []),
    ...(memory
      ? ([
          [`heap after ${whole(memory.batches)} batches`, precise(memory.late.heapUsed / BYTES_A_MB), "MB"],
          [`process after ${whole(memory.batches)} batches`, precise(memory.late.rss / BYTES_A_MB), "MB"],
        ] as const)
      : []),
    ...instanceFigures(results),
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
