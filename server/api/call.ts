import type { Fault, FaultCode } from "../errors.ts";
import type { Manner } from "./dialects.ts";

/** What is known of a call, collected on the way; most of it is for its log line. Never a key, a body or a lead's data. */
export interface CallState {
  requestId: string;
  manner: Manner;
  customer?: string;
  keyId?: number;
  leads?: number;
  inserted?: number;
  deleted?: number;
  updated?: number;
  dryRun?: boolean;
  replayed?: boolean;
  fault?: Fault;
  /** What went wrong, in a word; `internal` for what has no name. */
  faultCode?: FaultCode | "internal";
}
