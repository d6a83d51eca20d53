/** How much of everything a run does. */
export interface Sizes {
  /** Archive of every measurement but `archiveSizes`. */
  readonly archived: number;
  readonly live: number;
  /** Alternating rounds of the throughput comparison. */
  readonly rounds: number;
  /** Calls of 500 leads in one leg of a round, for one caller; eight callers share twice as many. */
  readonly callsALeg: number;
  readonly oneLeadCalls: number;
  readonly archiveSizes: readonly number[];
  /** Calls of 500 leads on each archive size. */
  readonly callsASize: number;
  /** Alternating idle and busy phases while the dialer is timed, and the length of each in milliseconds. */
  readonly phases: number;
  readonly phaseMs: number;
  /** Batches of the memory measurement in all, and between two looks. */
  readonly memoryBatches: number;
  readonly memoryStep: number;
  /** Archive and history on which the pages are looked at, and looks at each. */
  readonly pageArchived: number;
  readonly pageBatches: number;
  readonly pageLooks: number;
  /** Leads of a run whose page is looked at. */
  readonly pageRunLeads: number;
  readonly instanceRounds: number;
  readonly callsAnInstance: number;
  /** Leads of a run that is looked at while calls are served. */
  readonly runLeads: number;
}

export const DEFAULT_SIZES: Sizes = {
  archived: 100_000,
  live: 100_000,
  rounds: 8,
  callsALeg: 8,
  oneLeadCalls: 500,
  archiveSizes: [100_000, 1_000_000],
  callsASize: 40,
  phases: 7,
  phaseMs: 2000,
  memoryBatches: 10_000,
  memoryStep: 1000,
  pageArchived: 1_000_000,
  pageBatches: 100_000,
  pageLooks: 100,
  pageRunLeads: 20_000,
  instanceRounds: 3,
  callsAnInstance: 16,
  runLeads: 5000,
};

/** For a look at ten million; takes its time, and some ten gigabytes of disk. */
export const LARGE_SIZES: Sizes = { ...DEFAULT_SIZES, archiveSizes: [100_000, 1_000_000, 10_000_000] };

/** For a smoke check of about a minute: it finds what is broken, its figures are rough. */
export const QUICK_SIZES: Sizes = {
  archived: 30_000,
  live: 20_000,
  rounds: 3,
  callsALeg: 6,
  oneLeadCalls: 150,
  archiveSizes: [30_000, 100_000],
  callsASize: 12,
  phases: 2,
  phaseMs: 1000,
  memoryBatches: 1000,
  memoryStep: 100,
  pageArchived: 30_000,
  pageBatches: 10_000,
  pageLooks: 20,
  pageRunLeads: 2000,
  instanceRounds: 1,
  callsAnInstance: 8,
  runLeads: 5000,
};

/** Leads in a full call: the limit of a key. */
export const FULL_CALL = 500;
