import type { KeyScope } from "../../server/keys/keySettings.ts";
import { ARCHIVED, BY_PHONE, LOCATE } from "../support/lookups.ts";
import { problem } from "./problemText.ts";

/** A request of a path beyond the documented contract, and its whole answer. Lead 1 is archived. */
export interface LookupRow {
  readonly name: string;
  readonly path: string;
  /** Undefined for a GET. */
  readonly body?: unknown;
  /** Of the request's key; undefined for no valid key. */
  readonly scope: KeyScope | undefined;
  readonly status: number;
  readonly text: string;
}

/** The number of lead 1. */
const PHONE = "5550000001";

const LEAD =
  '"lead_id":1,"list_id":1001,"status":"NA","vendor_lead_code":null,"source_id":null,"phone_code":"1","phone_number":"5550000001","entry_date":"2024-05-01 10:00:00","modify_date":"2024-06-01 11:30:00","last_local_call_time":"2024-06-01 06:30:00","called_count":3,"location":"archived"';
const INDEXED = ["lead_id", "phone_number", "vendor_lead_code", "source_id", "list_id", "status"];
const SEARCHABLE = [...INDEXED, "called_from", "called_to"];

export const LOOKUP_ROWS: readonly LookupRow[] = [
  {
    name: "find, a page",
    path: `${ARCHIVED}?phone_number=${PHONE}`,
    scope: "read",
    status: 200,
    text: `{"leads":[{${LEAD}}],"next":null}`,
  },
  {
    name: "find, no lead",
    path: `${ARCHIVED}?vendor_lead_code=nobody`,
    scope: "read",
    status: 200,
    text: '{"leads":[],"next":null}',
  },
  {
    name: "find, no indexed field",
    path: `${ARCHIVED}?entry_from=2024-01-01`,
    scope: "read",
    ...problem(
      "search_unindexed",
      400,
      `the search needs at least one of the indexed fields: ${SEARCHABLE.join(", ")}`,
      `,"indexed_fields":${JSON.stringify(SEARCHABLE)}`,
    ),
  },
  {
    name: "find, an unknown field",
    path: `${ARCHIVED}?phone=1`,
    scope: "read",
    ...problem("search_invalid", 400, "phone must be left out: there is no such field", ',"field":"phone"'),
  },
  {
    name: "find, no scope",
    path: `${ARCHIVED}?lead_id=1`,
    scope: "restore",
    ...problem("scope_missing", 403, "the api key does not have the scope read"),
  },
  {
    name: "find, no valid key",
    path: `${ARCHIVED}?lead_id=1`,
    scope: undefined,
    ...problem("unauthenticated", 401, "unable to validate api user"),
  },
  {
    name: "locate by id",
    path: LOCATE,
    body: { lead_ids: [1, 2] },
    scope: "read",
    status: 200,
    text: '{"leads":[{"lead_id":1,"location":"archived","live_list_id":null,"archived_list_id":1001},{"lead_id":2,"location":"neither","live_list_id":null,"archived_list_id":null}]}',
  },
  {
    name: "locate by vendor code",
    path: LOCATE,
    body: { vendor_lead_codes: ["nobody"] },
    scope: "read",
    status: 200,
    text: '{"leads":[{"vendor_lead_code":"nobody","location":"neither","live_lead_ids":[],"archived_lead_ids":[]}]}',
  },
  {
    name: "locate, an id is no integer",
    path: LOCATE,
    body: { lead_ids: ["1"] },
    scope: "read",
    ...problem("ids_not_integer", 400, "lead_ids must only contain integer values", ',"lead_ids":["1"]'),
  },
  {
    name: "locate, no id",
    path: LOCATE,
    body: {},
    scope: "read",
    ...problem("ids_empty", 400, "lead_ids must contain atleast 1 value"),
  },
  {
    name: "locate, no scope",
    path: LOCATE,
    body: { lead_ids: [1] },
    scope: "archive",
    ...problem("scope_missing", 403, "the api key does not have the scope read"),
  },
  {
    name: "restore by phone, no scope",
    path: `${BY_PHONE}?phone_number=${PHONE}`,
    scope: "restore",
    status: 403,
    text: "scope_missing",
  },
  {
    name: "restore by phone, no valid key",
    path: `${BY_PHONE}?phone_number=${PHONE}`,
    scope: undefined,
    status: 401,
    text: "unauthenticated",
  },
  {
    name: "restore by phone, no lead",
    path: `${BY_PHONE}?phone_number=5559999999`,
    scope: "restore_by_phone",
    status: 200,
    text: "none",
  },
  {
    name: "restore by phone",
    path: `${BY_PHONE}?phone_number=${PHONE}`,
    scope: "restore_by_phone",
    status: 200,
    text: "restored",
  },
];
