import type { Fault, FaultCode } from "../errors.ts";
import type { ApiLog } from "../vicidial/apiLog.ts";
import type { SignInRefusal } from "../vicidial/signIn.ts";
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
