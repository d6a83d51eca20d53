import fc from "fast-check";
import type { LeadSearch } from "../../server/leads/lookup/searchTerms.ts";
import type { ListScope } from "../../server/vicidial/lists.ts";

/** The columns of an archived lead that searches use. */
export interface ArchiveRow {
  readonly lead_id: number;
  readonly phone_number: string;
  readonly vendor_lead_code: string | null;
  readonly list_id: number;
  readonly last_local_call_time: string | null;
  readonly status: string | null;
  readonly entry_date: string | null;
}

const IDS = fc.integer({ min: 0, max: 40 });
const PHONES = fc.constantFrom("", "5551", "5552", "AbC", "abc", "ABC ");
const CODES = fc.constantFrom("", "v1", "V1", "v1 ", "v2");
const LISTS = fc.constantFrom(1001, 1002, 1003);
const STATUSES = fc.constantFrom("", "NA", "na", "B", "B ", "N");
const DAYS = fc.constantFrom("2024-02-28", "2024-02-29", "2024-03-01", "9999-12-31");
const TIMES = fc.oneof(
  fc.constantFrom("0000-00-00 00:00:00", "2024-00-00 00:00:00", "1000-01-01 00:00:00"),
  fc
    .tuple(DAYS, fc.constantFrom("00:00:00", "00:00:01", "12:30:00", "23:59:59"))
    .map(([day, time]) => `${day} ${time}`),
);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 4 });

/** A small archive with values that are easily confused: case, trailing spaces, zero dates, NULL. */
export const anyArchive: fc.Arbitrary<readonly ArchiveRow[]> = fc.uniqueArray(
  fc.record({
    lead_id: IDS,
    phone_number: PHONES,
    vendor_lead_code: maybe(CODES),
    list_id: LISTS,
    last_local_call_time: maybe(TIMES),
    status: maybe(STATUSES),
    entry_date: maybe(TIMES),
  }),
  { selector: (row) => row.lead_id, maxLength: 25 },
);

const wanted = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });

export const anySearch: fc.Arbitrary<LeadSearch> = fc.oneof(
  fc.record(
    {
      leadIds: fc.uniqueArray(IDS, { maxLength: 30 }),
      phone: PHONES,
      vendorCode: CODES,
      listId: LISTS,
      statuses: fc.uniqueArray(STATUSES, { maxLength: 3 }),
      calledFrom: DAYS,
      calledTo: DAYS,
      enteredFrom: DAYS,
      enteredTo: DAYS,
    },
    { requiredKeys: [] },
  ),
  // Few conditions, so that many leads match.
  fc.record({ listId: wanted(LISTS), calledTo: wanted(DAYS), enteredTo: wanted(DAYS) }),
  fc.record({ calledFrom: DAYS, statuses: wanted(fc.uniqueArray(STATUSES, { minLength: 3, maxLength: 6 })) }),
);

export const anyScope: fc.Arbitrary<ListScope> = fc.oneof(
  fc.constant<ListScope>({ kind: "every" }),
  fc
    .uniqueArray(fc.constantFrom("1001", "1002", "4000"), { maxLength: 3 })
    .map((listIds): ListScope => ({ kind: "some", listIds: new Set(listIds) })),
);

/** Normalizes a text as the server's collation compares it: without case and trailing spaces. */
const normalize = (one: string) => one.trimEnd().toUpperCase();

function isAmong(value: string | null, values: readonly string[] | undefined): boolean {
  return (
    values === undefined || (value !== null && values.some((text) => normalize(text) === normalize(value)))
  );
}

function isBetween(value: string | null, from: string | undefined, to: string | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  if (value === null) return false;
  return (from === undefined || value.slice(0, 10) >= from) && (to === undefined || value.slice(0, 10) <= to);
}

/** Returns the ids of the leads that a search must find. Computed without SQL. */
export function expectedLeadIds(
  rows: readonly ArchiveRow[],
  search: LeadSearch,
  scope: ListScope,
): readonly number[] {
  const { leadIds, phone, vendorCode, listId, statuses } = search;
  return rows
    .filter(
      (row) =>
        (scope.kind === "every" || scope.listIds.has(`${row.list_id}`)) &&
        (leadIds === undefined || leadIds.includes(row.lead_id)) &&
        isAmong(row.phone_number, phone === undefined ? undefined : [phone]) &&
        isAmong(row.vendor_lead_code, vendorCode === undefined ? undefined : [vendorCode]) &&
        (listId === undefined || row.list_id === listId) &&
        isAmong(row.status, statuses) &&
        isBetween(row.last_local_call_time, search.calledFrom, search.calledTo) &&
        isBetween(row.entry_date, search.enteredFrom, search.enteredTo),
    )
    .map((row) => row.lead_id)
    .sort((one, other) => one - other);
}
