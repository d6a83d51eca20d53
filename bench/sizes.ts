/** How much work each measure does. */
export interface Sizes {
  /** Archived leads for every measure except `archiveSizes`. */
  readonly archived: number;
  readonly live: number;
  /** Alternating rounds of every comparison with bare statements or pt-archiver. */
  readonly rounds: number;
  /** Requests of 500 leads in one leg of a round with one caller; eight callers share twice as many. */
  readonly callsALeg: number;
  /** Calls of one lead in one leg of a round. */
  readonly oneLeadCalls: number;
  /** Leads of a list that is moved as a whole. */
  readonly bulkLeads: number;
  readonly archiveSizes: readonly number[];
  /** Requests of 500 leads on each archive size. */
  readonly callsASize: number;
  /** Alternating idle and busy phases while the dialer is timed, and their length in milliseconds. */
  readonly phases: number;
  readonly phaseMs: number;
  /** Batches of the memory measure, and how many between two samples. */
  readonly memoryBatches: number;
  readonly memoryStep: number;
  /** Archived leads and batches behind the measured pages, and requests per page. */
  readonly pageArchived: number;
  readonly pageBatches: number;
  readonly pageLooks: number;
  /** Leads of the run whose pages are measured. */
  readonly pageRunLeads: number;
  readonly instanceRounds: number;
  readonly callsAnInstance: number;
  /** Leads of the run that is previewed while requests are served. */
  readonly runLeads: number;
}

export const DEFAULT_SIZES: Sizes = {
  archived: 100_000,
  live: 100_000,
  rounds: 5,
  callsALeg: 8,
  oneLeadCalls: 150,
  bulkLeads: 20_000,
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

/** Ten million archived leads: takes about an hour and 10 GB of disk. */
export const LARGE_SIZES: Sizes = { ...DEFAULT_SIZES, archiveSizes: [100_000, 1_000_000, 10_000_000] };

/** Smoke check of about a minute: finds what is broken, with rough figures. */
export const QUICK_SIZES: Sizes = {
  archived: 30_000,
  live: 20_000,
  rounds: 3,
  callsALeg: 6,
  oneLeadCalls: 50,
  bulkLeads: 8000,
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
  callsAnInstance: 6,
  runLeads: 5000,
};

/** Leads in a full request: the default limit of a key. */
export const FULL_CALL = 500;
