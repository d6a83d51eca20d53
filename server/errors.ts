/**
 * Everything that can go wrong, without HTTP. The API, the pages and the command line map each fault to a message and a
 * status; the compiler checks that they are complete.
 */
export type Fault =
  /** No valid key. The reason is for the log only: an answer must not help an attacker guess. */
  | {
      readonly code: "unauthenticated";
      readonly reason: AuthenticationFailure;
      /** The key, if it exists. For the log of its requests. */
      readonly keyId?: number;
    }
  /** The key may not be used for this. */
  | { readonly code: "scope_missing"; readonly scope: string }
  /**
   * An office hours rule blocks moves. `until` is the next allowed instant, if there is one. `missingCallTime` is set if the
   * rule blocks because its call time was deleted in Vicidial.
   */
  | {
      readonly code: "office_hours";
      readonly rule: string;
      readonly until: Date | null;
      readonly missingCallTime?: string;
    }
  | { readonly code: "flag_not_boolean"; readonly flag: MoveFlag }
  /** `values`: invalid members of lead_ids as JSON text. */
  | { readonly code: "ids_not_integer"; readonly values: readonly string[] }
  | { readonly code: "ids_empty" }
  | { readonly code: "ids_over_limit"; readonly limit: number }
  | { readonly code: "ids_duplicate"; readonly ids: readonly number[] }
  /** Not in the source table, or in a list that the caller may not access. */
  | { readonly code: "ids_missing"; readonly ids: readonly number[] }
  /** Leads that the sender does not want to archive while they are in use. `counts`: leads by warning, such as `on_call 2`. */
  | { readonly code: "leads_in_use"; readonly ids: readonly number[]; readonly counts: readonly string[] }
  /** A field of a search is unknown, given too often, or has an invalid value. */
  | { readonly code: "search_invalid"; readonly field: string; readonly wanted: string }
  /** No index supports the search. It must have one of the fields. */
  | { readonly code: "search_unindexed"; readonly fields: readonly string[] }
  /** A key may stand in a URL only if it can do nothing but restore by phone. */
  | { readonly code: "key_in_url" }
  /** Fields of a JSON body are missing, unknown or wrong: all of them, each with what is wrong. */
  | { readonly code: "fields_invalid"; readonly errors: readonly InvalidField[] }
  /** There is no such run, or it belongs to another user. */
  | { readonly code: "run_unknown" }
  /** The run is in a state in which this cannot be done. `action`: a past participle. */
  | { readonly code: "run_state"; readonly state: string; readonly action: string }
  | { readonly code: "body_malformed"; readonly detail: string }
  | { readonly code: "body_not_json" }
  | { readonly code: "body_too_large"; readonly limitBytes: number }
  /** The body is truncated or cannot be decompressed. */
  | { readonly code: "body_unreadable" }
  | { readonly code: "rate_limited"; readonly retryAfterSeconds: number }
  | { readonly code: "idempotency_invalid"; readonly maxLength: number }
  /** The Idempotency-Key was used for another request. */
  | { readonly code: "idempotency_reused" }
  /** The first request with this Idempotency-Key is still running. */
  | { readonly code: "idempotency_running" }
  | { readonly code: "not_found" }
  | { readonly code: "method_not_allowed"; readonly allowed: readonly string[] }
  /** The client disconnected or got a timeout before the move changed anything. */
  | { readonly code: "abandoned" }
  /** Another session holds a lock that the move needs (OPTIMIZE TABLE, a long report). Nothing was changed. */
  | { readonly code: "tables_locked" }
  /** The move stopped halfway. Every lead is in at least one table, and the server finishes the batch later. */
  | { readonly code: "interrupted" }
  /** The lead tables differ in a way that would lose data, possibly for some leads only. Nothing was changed. */
  | { readonly code: "schema_drift"; readonly detail: string; readonly leads?: readonly RefusedLead[] }
  /** A lead table rejects a row (too long, out of range, unique key, constraint, trigger). No lead was moved. */
  | { readonly code: "row_refused"; readonly detail: string; readonly leads?: readonly RefusedLead[] }
  /** The database cannot write the lead tables: it is read-only, or a table is damaged. Needs its administrator. */
  | { readonly code: "tables_unusable"; readonly detail: string }
  /** The database became unreachable. Completed steps are recorded, and the request may be repeated. */
  | { readonly code: "connection_lost" };

/** A field of a request, and what is wrong with it. */
export interface InvalidField {
  /** The path of the field, such as `search.list_id`. */
  readonly field: string;
  /** Completes a sentence that starts with the field's name, or is a sentence. */
  readonly message: string;
}

/** A lead that a table rejects. The reason never contains the lead's data. */
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
  /** Vicidial's own IP lists block the address. */
  | "ip_list"
  | "other_customer"
  | "unknown_customer"
  | MissingRight;

/** The right for the lead API that a Vicidial user lacks. */
export type MissingRight =
  | "unknown_user"
  | "inactive_user"
  | "user_level"
  | "no_modify_leads"
  | "no_api_access"
  | "function_not_allowed";

/** The error that our modules throw. Any other error is a bug or an outage. */
export class DearchiveError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.code, options);
    this.name = "DearchiveError";
    this.fault = fault;
  }
}

/** Throws a fault; an expression, for use after `??`. */
export function fail(fault: Fault, cause?: unknown): never {
  throw new DearchiveError(fault, cause === undefined ? undefined : { cause });
}
