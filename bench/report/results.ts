import type { StorageEngine } from "../../demo/defaults.ts";
import type { SizeTime } from "../measures/archiveSize.ts";
import type { DialerWait } from "../measures/dialerWait.ts";
import type { MemoryGrowth } from "../measures/memory.ts";
import type { OneLead } from "../measures/oneLead.ts";
import type { PageTime } from "../measures/pages.ts";
import type { RunsBesideCalls } from "../measures/runs.ts";
import type { Startup } from "../measures/startup.ts";
import type { Throughput } from "../measures/throughput.ts";
import type { TwoInstances } from "../measures/twoInstances.ts";

/** All figures of one storage engine; measures that were not selected are missing. */
export interface EngineResults {
  throughput?: Throughput;
  oneLead?: OneLead;
  archiveSizes?: readonly SizeTime[];
  dialerWait?: DialerWait;
  memory?: MemoryGrowth;
  twoInstances?: TwoInstances;
  runs?: RunsBesideCalls;
  pages?: readonly PageTime[];
  startup?: Startup;
}

export type Measurement = keyof EngineResults;

export const MEASUREMENTS = [
  "throughput",
  "oneLead",
  "archiveSizes",
  "dialerWait",
  "memory",
  "twoInstances",
  "runs",
  "pages",
  "startup",
] as const satisfies readonly Measurement[];

/** Results by engine. */
export type Results = Readonly<Partial<Record<StorageEngine, EngineResults>>>;
