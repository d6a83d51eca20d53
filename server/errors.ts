/**
 * The closed set of what can go wrong, without HTTP: an edge (API, page or command line) gives each its words and
 * its status, and the compiler checks that none is forgotten.
 */
export type Fault =
  /** No valid key. The reason is for the log: the caller is told nothing that helps guessing. */
  | { readonly code: "unauthenticated"; readonly reason: AuthenticationFailure }
  /**
   * A rule of the office hours refuses moves; `until` is the next allowed instant, if one is foreseeable. The call time
   * is named where the rule refuses because Vicidial has none of that id any more.
   */
  | {
      readonly code: "office_hours";
      readonly rule: string;
      readonly until: Date | null;
      readonly missingCallTime?: string;
    }
  | { readonly code: "flag_not_boolean"; readonly flag: MoveFlag }
  /** `values` are the offending members of lead_ids, each as its JSON text. */
  | { readonly code: "ids_not_integer"; readonly values: readonly string[] }
  | { readonly code: "ids_empty" }
  | { readonly code: "ids_over_limit"; readonly limit: number }
  | { readonly code: "ids_duplicate"; readonly ids: readonly number[] }
  /** Not in the source table, or outside the lists that the caller may touch. */
  | { readonly code: "ids_missing"; readonly ids: readonly number[] }
  | { readonly code: "body_malformed"; readonly detail: string }
  | { readonly code: "body_not_json" }
  | { readonly code: "body_too_large"; readonly limitBytes: number }
  /** The body could not be read: cut off, or packed in a way that does not unpack. */
  | { readonly code: "body_unreadable" }
  | { readonly code: "rate_limited"; readonly retryAfterSeconds: number }
  | { readonly code: "idempotency_invalid"; readonly maxLength: number }
  /** The Idempotency-Key was used for another call. */
  | { readonly code: "idempotency_reused" }
  /** The first call with this Idempotency-Key is still at work. */
  | { readonly code: "idempotency_running" }
  | { readonly code: "not_found" }
  | { readonly code: "method_not_allowed"; readonly allowed: readonly string[] }
  /** The caller hung up, or was answered, before the move began to change the tables. Nothing was changed. */
  | { readonly code: "abandoned" }
  /** Another session holds what the move needs (a table optimisation, a long report). Nothing was changed. */
  | { readonly code: "tables_locked" }
  /** The call got stuck half way: every lead stands in at least one table, and the batch is finished later. */
  | { readonly code: "interrupted" }
  /** The two lead tables have grown apart in a way that would lose data, maybe only of some leads. Nothing was changed. */
  | { readonly code: "schema_drift"; readonly detail: string; readonly leads?: readonly RefusedLead[] }
  /** A lead table refuses a row (too long, out of range, a unique key, a constraint, a trigger). No lead was moved. */
  | { readonly code: "row_refused"; readonly detail: string; readonly leads?: readonly RefusedLead[] }
  /** The server will not write them: it is read-only, or a table of it is damaged. Whoever runs it must mend that. */
  | { readonly code: "tables_unusable"; readonly detail: string }
  /** The database went away in the middle: what was done is recorded, and the same call may be sent again. */
  | { readonly code: "connection_lost" };

/** A lead that a table refuses, and by what: never with the lead's data. */
export interface RefusedLead {
  readonly leadId: number;
  readonly reason: string;
}

export type FaultCode = Fault["code"];
export type MoveFlag = "insert" | "update" | "delete";

export type AuthenticationFailure =
  | "no_credentials"
  | "bad_format"
  | "unknown_key"
  | "revoked_key"
  | "expired_key"
  | "address_not_allowed"
  | "other_customer"
  | "unknown_customer"
  | MissingRight;

/** What a Vicidial user lacks of the rights for the lead API. */
export type MissingRight =
  | "unknown_user"
  | "inactive_user"
  | "user_level"
  | "no_modify_leads"
  | "no_api_access"
  | "function_not_allowed";

/** What every module of ours throws: a fault as data. Anything else that is thrown is a bug or an outage. */
export class DearchiveError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.code, options);
    this.name = "DearchiveError";
    this.fault = fault;
  }
}

/** Throws the fault as an error; an expression, so that it fits behind `??`. */
export function fail(fault: Fault, cause?: unknown): never {
  throw new DearchiveError(fault, cause === undefined ? undefined : { cause });
}
