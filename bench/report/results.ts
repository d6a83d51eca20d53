import type { StorageEngine } from "../../demo/defaults.ts";
import type { SizeTime } from "../measures/archiveSize.ts";
import type { Bulk } from "../measures/bulk.ts";
import type { CacheTimes } from "../measures/caches.ts";
import type { DialerWait } from "../measures/dialerWait.ts";
import type { Instances } from "../measures/instances.ts";
import type { MemoryGrowth } from "../measures/memory.ts";
import type { OneLead } from "../measures/oneLead.ts";
import type { PageTime } from "../measures/pages.ts";
import type { RunsBesideCalls } from "../measures/runs.ts";
import type { Startup } from "../measures/startup.ts";
import type { Throughput } from "../measures/throughput.ts";

/** All figures of one storage engine; measures that were not selected are missing. */
export interface EngineResults {
  throughput?: readonly Throughput[];
  oneLead?: OneLead;
  bulk?: readonly Bulk[];
  archiveSizes?: readonly SizeTime[];
  caches?: readonly CacheTimes[];
  dialerWait?: DialerWait;
  memory?: MemoryGrowth;
  instances?: Instances;
  runs?: RunsBesideCalls;
  pages?: readonly PageTime[];
  startup?: Startup;
}

export type Measurement = keyof EngineResults;

export const MEASUREMENTS = [
  "throughput",
  "oneLead",
  "bulk",
  "dialerWait",
  "archiveSizes",
  "caches",
  "memory",
  "instances",
  "runs",
  "pages",
  "startup",
] as const satisfies readonly Measurement[];

/** Results by engine. */
export type Results = Readonly<Partial<Record<StorageEngine, EngineResults>>>;

/** The measures that run unless others are selected: `caches` measures the database server, not the plugin. */
export const USUAL = MEASUREMENTS.filter((name) => name !== "caches");

/** The measures of the comparison: with bare statements, with pt-archiver, and of the dialer's wait. */
export const COMPARISON = [
  "throughput",
  "oneLead",
  "bulk",
  "dialerWait",
] as const satisfies readonly Measurement[];
