import type { Fault, FaultCode } from "../errors.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import type { ApiLog } from "../vicidial/apiLog.ts";
import type { SignInRefusal } from "../vicidial/signIn.ts";

/** Generations of the API, the documented one first, the oldest last. */
export const DIALECTS = ["current", "http_code", "status_code"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Decides the wording of answers: the API that was requested, and the generation of its format. */
export interface ResponseStyle {
  readonly dialect: Dialect;
  readonly direction: DirectionName;
}

/** Facts about a request, collected while it is handled, mostly for its log line. Never a key, a body or a lead's data. */
export interface RequestState {
  requestId: string;
  /** Name of the API operation in Vicidial's API log. Set by the routes of the API. */
  operation?: string;
  /**
   * Form of errors on paths beyond the documented contract: RFC 9457, or a word for programs that read no JSON. Left out, the
   * contract decides.
   */
  errorForm?: "problem" | "word";
  /** Set by the route of a move. */
  responseStyle?: ResponseStyle;
  customer?: string;
  keyId?: number;
  leads?: number;
  inserted?: number;
  deleted?: number;
  updated?: number;
  dryRun?: boolean;
  replayed?: boolean;
  /** Leads that a look-up found. */
  found?: number;
  /** The batch of the request's move. */
  batchId?: number;
  /** The message of the answer. */
  answerMessage?: string;
  fault?: Fault;
  /** `internal` for an unexpected error. */
  faultCode?: FaultCode | `page_${string}` | "internal";
  /** The Vicidial user that the request's key acts as. */
  vicidialUser?: string;
  /** API log of the customer's Vicidial, once the key is known. */
  apiLog?: ApiLog;
  /** The user who is signed in to the pages. */
  adminUser?: string;
  /** Why a sign-in to the pages was refused. */
  signInRefusal?: SignInRefusal | "throttled";
}
