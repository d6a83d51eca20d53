import type { Fault, FaultCode } from "../errors.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import type { ApiLog } from "../vicidial/apiLog.ts";
import type { SignInRefusal } from "../vicidial/signIn.ts";

/** Generations of the API: the documented one, the one before it, and the oldest. */
export const DIALECTS = ["current", "http_code", "status_code"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Which API was requested, and in which format it answers. */
export interface ResponseStyle {
  readonly dialect: Dialect;
  readonly direction: DirectionName;
}

/** What is known of a call, collected on the way; most of it is for its log line. Never a key, a body or a lead's data. */
export interface CallState {
  requestId: string;
  responseStyle: ResponseStyle;
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
  faultCode?: FaultCode | `page_${string}` | "internal";
  /** The Vicidial user that the call's key acts as. */
  vicidialUser?: string;
  /** The customer's log of calls in Vicidial, once it is known whose call it is. */
  apiLog?: ApiLog;
  /** Who is signed in to the pages. */
  adminUser?: string;
  /** Why somebody was not let in to the pages. */
  signInRefusal?: SignInRefusal | "throttled";
}
