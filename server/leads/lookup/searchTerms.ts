import type { Binding } from "../../db/sql.ts";
import type { ListScope } from "../../vicidial/lists.ts";

/** Search conditions; omitted ones match everything. Days are DATEs; both ends are inclusive. */
export interface LeadSearch {
  readonly leadIds?: readonly number[] | undefined;
  readonly phone?: string | undefined;
  readonly vendorCode?: string | undefined;
  readonly listId?: number | undefined;
  /** Any of several values, of the API. */
  readonly phones?: readonly string[] | undefined;
  readonly vendorCodes?: readonly string[] | undefined;
  readonly sourceIds?: readonly string[] | undefined;
  readonly listIds?: readonly number[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** In the lead's time zone. */
  readonly calledFrom?: string | undefined;
  readonly calledTo?: string | undefined;
  /** Last called before this day in the lead's time zone, or never. */
  readonly notCalledSince?: string | undefined;
  readonly enteredFrom?: string | undefined;
  readonly enteredTo?: string | undefined;
}

/** Longer than any lead table is old (days). */
export const MAX_IDLE_DAYS = 20_000;
const MS_PER_DAY = 86_400_000;

/** Returns `notCalledSince` of leads that were not called for a number of days. Pure. */
export function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Columns that a search can filter by. */
export const SEARCH_COLUMNS = [
  "lead_id",
  "phone_number",
  "vendor_lead_code",
  "source_id",
  "list_id",
  "last_local_call_time",
  "status",
  "entry_date",
] as const;
export type SearchColumn = (typeof SEARCH_COLUMNS)[number];

/** Columns that results can be sorted by. */
export const SORT_COLUMNS = ["lead_id", "list_id", "status", "called_count", "last_local_call_time"] as const;

/** The order of results; leads that are equal in it are in ascending order of their ids. */
export interface SearchOrder {
  readonly column: (typeof SORT_COLUMNS)[number];
  readonly isDescending: boolean;
}

export const BY_ID: SearchOrder = { column: "lead_id", isDescending: false };

/** A fragment of a statement with its bindings. */
export interface Sql {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** A condition on one column of a lead table. */
export interface Term extends Sql {
  readonly column: SearchColumn;
  /** Whether only one value matches. */
  readonly isOneValue?: true;
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

/** Leads that were never called have NULL, or a date long ago. */
function notSince(column: SearchColumn, day: string | undefined): readonly Term[] {
  if (day === undefined) return [];
  return [{ column, sql: `(${column} < ? OR ${column} IS NULL)`, bindings: [`${day} ${FIRST_MOMENT}`] }];
}

function is(column: SearchColumn, value: string | number | undefined): readonly Term[] {
  return value === undefined ? [] : [{ column, sql: `${column} = ?`, bindings: [value], isOneValue: true }];
}

function oneOf(column: SearchColumn, values: readonly (string | number)[] | undefined): readonly Term[] {
  const [first, ...others] = values ?? [];
  if (first !== undefined && others.length === 0) return is(column, first);
  if (values === undefined) return [];
  return values.length === 0
    ? [{ column, sql: "FALSE", bindings: [] }]
    : [{ column, sql: `${column} IN (?)`, bindings: [values] }];
}

/** Converts a search to conditions, usually the most selective first. */
export function toTerms(search: LeadSearch): readonly Term[] {
  return [
    ...oneOf("lead_id", search.leadIds),
    ...is("phone_number", search.phone),
    ...oneOf("phone_number", search.phones),
    ...is("vendor_lead_code", search.vendorCode),
    ...oneOf("vendor_lead_code", search.vendorCodes),
    ...oneOf("source_id", search.sourceIds),
    ...is("list_id", search.listId),
    ...oneOf("list_id", search.listIds),
    ...between("last_local_call_time", search.calledFrom, search.calledTo),
    ...notSince("last_local_call_time", search.notCalledSince),
    ...oneOf("status", search.statuses),
    ...between("entry_date", search.enteredFrom, search.enteredTo),
  ];
}

/** Adds a condition that excludes leads outside the scope. */
export function withinScope(terms: readonly Term[], scope: ListScope): readonly Term[] {
  return scope.kind === "every" ? terms : [...terms, ...oneOf("list_id", [...scope.listIds])];
}

/** Joins conditions with AND. */
export function allOf(terms: readonly Sql[]): Sql {
  return {
    sql: terms.map(({ sql }) => sql).join(" AND ") || "TRUE",
    bindings: terms.flatMap(({ bindings }) => bindings),
  };
}
