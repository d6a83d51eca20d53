import type { Binding } from "../../db/sql.ts";
import type { ListScope } from "../../vicidial/lists.ts";

/** What archived leads are looked for by; what is left out does not matter. Days are DATEs, both ends included. */
export interface LeadSearch {
  readonly leadIds?: readonly number[] | undefined;
  readonly phone?: string | undefined;
  readonly vendorCode?: string | undefined;
  readonly listId?: number | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** By the lead's own clock. */
  readonly calledFrom?: string | undefined;
  readonly calledTo?: string | undefined;
  readonly enteredFrom?: string | undefined;
  readonly enteredTo?: string | undefined;
}

/** Columns that a search may ask about. */
export const SEARCH_COLUMNS = [
  "lead_id",
  "phone_number",
  "vendor_lead_code",
  "list_id",
  "last_local_call_time",
  "status",
  "entry_date",
] as const;
export type SearchColumn = (typeof SEARCH_COLUMNS)[number];

/** A piece of a statement with what is bound to it. */
export interface Sql {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** A condition on one column of the archive. */
export interface Term extends Sql {
  readonly column: SearchColumn;
}

const FIRST_MOMENT = "00:00:00";
const LAST_MOMENT = "23:59:59";

function between(column: SearchColumn, from: string | undefined, to: string | undefined): readonly Term[] {
  return [
    ...(from === undefined
      ? []
      : [{ column, sql: `${column} >= ?`, bindings: [`${from} ${FIRST_MOMENT}`] as const }]),
    ...(to === undefined
      ? []
      : [{ column, sql: `${column} <= ?`, bindings: [`${to} ${LAST_MOMENT}`] as const }]),
  ];
}

function is(column: SearchColumn, value: string | number | undefined): readonly Term[] {
  return value === undefined ? [] : [{ column, sql: `${column} = ?`, bindings: [value] }];
}

function oneOf(column: SearchColumn, values: readonly (string | number)[] | undefined): readonly Term[] {
  if (values === undefined) return [];
  return values.length === 0
    ? [{ column, sql: "FALSE", bindings: [] }]
    : [{ column, sql: `${column} IN (?)`, bindings: [values] }];
}

/** A search as conditions, those first that usually leave the fewest leads. Pure. */
export function toTerms(search: LeadSearch): readonly Term[] {
  return [
    ...oneOf("lead_id", search.leadIds),
    ...is("phone_number", search.phone),
    ...is("vendor_lead_code", search.vendorCode),
    ...is("list_id", search.listId),
    ...between("last_local_call_time", search.calledFrom, search.calledTo),
    ...oneOf("status", search.statuses),
    ...between("entry_date", search.enteredFrom, search.enteredTo),
  ];
}

/** The terms, with one more that keeps leads of others' lists out. Pure. */
export function withinScope(terms: readonly Term[], scope: ListScope): readonly Term[] {
  return scope.kind === "every" ? terms : [...terms, ...oneOf("list_id", [...scope.listIds])];
}

/** Conditions as one. Pure. */
export function allOf(terms: readonly Sql[]): Sql {
  return {
    sql: terms.map(({ sql }) => sql).join(" AND ") || "TRUE",
    bindings: terms.flatMap(({ bindings }) => bindings),
  };
}
