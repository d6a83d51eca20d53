import { fullMove } from "../support/apiSetup.ts";

/** The contract's rows, copied from its text rather than from the code. Leads 1 and 2 are in the source table. */

export type Api = "dearchive" | "archive";
export type Generation = "current" | "http_code" | "status_code";

export interface ContractRow {
  readonly name: string;
  /** Undefined if the row is not about the body. */
  readonly body?: unknown;
  readonly message: string;
  /** HTTP status in the current dialect, and the older dialects' code per direction; undefined if the direction lacks the row. */
  readonly codes: { readonly current: number; readonly dearchive?: number; readonly archive?: number };
  /** JSON texts of the values in the answer. */
  readonly offenders?: readonly string[];
  /** 401 and 403 have no list of leads. */
  readonly bare?: true;
}

const MISSING_ROW = "an id that does not exist";

const wrong = (field: string) => ({ ...fullMove([1]), update_leads: true, [field]: "true" });
const missing = (field: string) => ({ ...fullMove([1]), update_leads: true, [field]: undefined });
const move = (leadIds: readonly unknown[]) => ({ ...fullMove(leadIds), update_leads: true });
const withIds = (leadIds: unknown) => ({ ...move([]), lead_ids: leadIds });

export const OFFICE_HOURS: ContractRow = {
  name: "office hours",
  message: "api cannot be executed during office hours time condition",
  codes: { current: 403, dearchive: 441, archive: 441 },
  bare: true,
};

/** Not in the contract's text: only keys that are limited to other scopes get it. The contract's form of a 403 holds it. */
export function noScope(api: Api): ContractRow {
  const scope = api === "archive" ? "archive" : "restore";
  return {
    name: "a key without the scope",
    message: `the api key does not have the scope ${scope}`,
    codes: { current: 403, dearchive: 403, archive: 403 },
    bare: true,
  };
}

export const NO_KEY: ContractRow = {
  name: "no valid key",
  message: "unable to validate api user",
  codes: { current: 401, dearchive: 401, archive: 401 },
  bare: true,
};

export const BODY_ROWS: readonly ContractRow[] = [
  {
    name: "insert_leads is no boolean",
    body: wrong("insert_leads"),
    message: "insert_leads must be a boolean value",
    codes: { current: 400, dearchive: 442, archive: 432 },
  },
  {
    name: "insert_leads is missing",
    body: missing("insert_leads"),
    message: "insert_leads must be a boolean value",
    codes: { current: 400, dearchive: 442, archive: 432 },
  },
  {
    name: "update_leads is no boolean",
    body: wrong("update_leads"),
    message: "update_leads must be a boolean value",
    codes: { current: 400, archive: 433 },
  },
  {
    name: "update_leads is missing",
    body: missing("update_leads"),
    message: "update_leads must be a boolean value",
    codes: { current: 400, archive: 433 },
  },
  {
    name: "delete_leads is no boolean",
    body: wrong("delete_leads"),
    message: "delete_leads must be a boolean value",
    codes: { current: 400, dearchive: 443, archive: 434 },
  },
  {
    name: "delete_leads is missing",
    body: missing("delete_leads"),
    message: "delete_leads must be a boolean value",
    codes: { current: 400, dearchive: 443, archive: 434 },
  },
  {
    name: "an id is no integer",
    body: move(["0"]),
    message: "lead_ids must only contain integer values",
    codes: { current: 400, dearchive: 444, archive: 435 },
    offenders: ['"0"'],
  },
  {
    name: "no id",
    body: move([]),
    message: "lead_ids must contain atleast 1 value",
    codes: { current: 400, dearchive: 445, archive: 436 },
  },
  {
    name: "lead_ids is missing",
    body: missing("lead_ids"),
    message: "lead_ids must contain atleast 1 value",
    codes: { current: 400, dearchive: 445, archive: 436 },
  },
  {
    name: "lead_ids is null",
    body: withIds(null),
    message: "lead_ids must contain atleast 1 value",
    codes: { current: 400, dearchive: 445, archive: 436 },
  },
  {
    name: "lead_ids is no array",
    body: withIds("1"),
    message: "lead_ids must contain atleast 1 value",
    codes: { current: 400, dearchive: 445, archive: 436 },
  },
  {
    name: "too many ids",
    body: move(Array.from({ length: 501 }, (_, n) => n + 1)),
    message: "lead_ids cannot exceed 500 values",
    codes: { current: 400, dearchive: 446, archive: 437 },
  },
  {
    name: "an id twice",
    body: move([0, 0]),
    message: "lead_ids cannot contain duplicate values",
    codes: { current: 400, dearchive: 447, archive: 438 },
    offenders: ["0"],
  },
  {
    name: MISSING_ROW,
    body: move([0]),
    message: "lead_ids does not exist",
    codes: { current: 400, dearchive: 448, archive: 439 },
    offenders: ["0"],
  },
  {
    name: "a body that is not JSON",
    body: '{"insert_leads": true, "delete_leads": true,\n"lead_ids": [1, 2s]}',
    message:
      "Unexpected character encountered while parsing number: s. Path 'lead_ids[1]', line 2, position 17.",
    codes: { current: 500, dearchive: 449, archive: 440 },
  },
];

const SUCCESS = '"lead_ids batch was successfully processed"';

/** The body of a success: two leads moved completely. */
export function expectedSuccess(api: Api, generation: Generation): string {
  const update = api === "archive" ? '"update_count":0,' : "";
  const counts = `"select_count":2,"insert_count":2,${update}"delete_count":2`;
  if (generation === "current") return `{"message":${SUCCESS},${counts}}`;
  if (generation === "http_code") return `{"message":${SUCCESS},${counts},"http_code":200}`;
  return `{"success":${SUCCESS},${counts},"status_code":200}`;
}

/** Returns status and body of a refusal; undefined if the direction lacks the row. */
export function expectedRefusal(row: ContractRow, api: Api, generation: Generation) {
  const code = row.codes[api];
  if (code === undefined) return undefined;
  const message = JSON.stringify(row.message);
  const offenders = row.offenders ?? [];
  const list = `[${offenders.join(",")}]`;
  if (generation === "current") {
    // In this row, the contract shows `lead_count` instead of `lead_errors`.
    const again = row.name === MISSING_ROW ? `,"lead_count":${offenders.length}` : "";
    const facts = row.bare ? "" : `,"lead_errors":${offenders.length}${again},"lead_ids":${list}`;
    return { status: row.codes.current, text: `{"message":${message}${facts}}` };
  }
  // The older dialects name the list of missing ids `values`.
  const name = row.name === MISSING_ROW ? "values" : "lead_ids";
  const facts = offenders.length > 0 ? `,"lead_count":${offenders.length},"${name}":${list}` : "";
  const words = generation === "http_code" ? ["message", "http_code"] : ["error", "status_code"];
  return { status: code, text: `{"${words[0]}":${message}${facts},"${words[1]}":${code}}` };
}
