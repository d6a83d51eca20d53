import { Temporal } from "temporal-polyfill";
import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import { isHidden, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import { createFieldReader, type FieldReader, type FieldReading, readText } from "./runFields.ts";

/** Column lengths in Vicidial. */
const LENGTHS = { phone: 18, vendor: 20, status: 6 } as const;
const MAX_STATUSES = 100;
const MAX_LIST_ID = 99_999_999_999_999;

function readPhone(value: unknown): FieldReading<string> {
  const fits = typeof value === "string" && new RegExp(`^\\d{1,${LENGTHS.phone}}$`).test(value);
  return fits ? { value } : { wanted: `a text of 1 to ${LENGTHS.phone} digits` };
}

function readListId(value: unknown): FieldReading<number> {
  const fits = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= MAX_LIST_ID;
  return fits ? { value } : { wanted: "the id of a list, such as 101" };
}

function readStatuses(value: unknown): FieldReading<readonly string[]> {
  const statuses: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isStatus = (each: unknown): each is string =>
    typeof each === "string" && each !== "" && each.length <= LENGTHS.status;
  return statuses.length > 0 && statuses.length <= MAX_STATUSES && statuses.every(isStatus)
    ? { value: [...new Set(statuses)] }
    : {
        wanted: `a status of at most ${LENGTHS.status} characters, or a list of 1 to ${MAX_STATUSES} of them`,
      };
}

function readDay(value: unknown): FieldReading<string> {
  try {
    if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new RangeError();
    return { value: Temporal.PlainDate.from(value, { overflow: "reject" }).toString() };
  } catch {
    return { wanted: "a date such as 2026-11-23" };
  }
}

/** Adds an error if a period ends before it starts. */
function checkPeriod(fields: FieldReader, name: string, from?: string, to?: string): void {
  if (from !== undefined && to !== undefined && to < from)
    fields.add(`${name}_to`, `must not be before ${name}_from`);
}

/**
 * Reads the `search` of a request. A search without any condition would move every lead.
 *
 * @param privacy columns that the installation hides cannot be searched
 */
export function readSearch(fields: FieldReader, json: unknown, privacy: LeadPrivacy): LeadSearch {
  const inner = createFieldReader(json, "search.");
  const unlessHidden = <T>(field: string, read: (value: unknown) => FieldReading<T>) =>
    isHidden(privacy, field) ? undefined : inner.take(field, read);
  const search: LeadSearch = {
    phone: unlessHidden("phone_number", readPhone),
    vendorCode: unlessHidden("vendor_lead_code", readText(LENGTHS.vendor)),
    listId: inner.take("list_id", readListId),
    statuses: inner.take("status", readStatuses),
    calledFrom: inner.take("called_from", readDay),
    calledTo: inner.take("called_to", readDay),
    notCalledSince: inner.take("not_called_since", readDay),
    enteredFrom: inner.take("entry_from", readDay),
    enteredTo: inner.take("entry_to", readDay),
  };
  checkPeriod(inner, "called", search.calledFrom, search.calledTo);
  checkPeriod(inner, "entry", search.enteredFrom, search.enteredTo);
  const errors = inner.errors();
  const isEmpty = Object.values(search).every((value) => value === undefined);
  if (errors.length === 0 && isEmpty) fields.add("search", "must have at least one condition");
  fields.addAll(errors);
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** A search in JSON, with the names of the request, and without values that the user may not see. */
export function searchJson(search: LeadSearch, privacy: LeadPrivacy) {
  const shown = (column: string, value: string | undefined) =>
    value === undefined ? undefined : (showCell(privacy, column, value) ?? undefined);
  return {
    lead_ids: search.leadIds?.length,
    phone_number: shown("phone_number", search.phone),
    vendor_lead_code: shown("vendor_lead_code", search.vendorCode),
    list_id: search.listId,
    status: search.statuses,
    called_from: search.calledFrom,
    called_to: search.calledTo,
    not_called_since: search.notCalledSince,
    entry_from: search.enteredFrom,
    entry_to: search.enteredTo,
  };
}
