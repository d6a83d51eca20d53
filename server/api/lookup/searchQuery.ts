import { fail } from "../../errors.ts";
import type { LeadSearch, SearchColumn } from "../../leads/lookup/searchTerms.ts";
import { isHidden, type LeadPrivacy } from "../../vicidial/leadPrivacy.ts";

/** Reads the query string of a search. */

export const DEFAULT_PAGE_LIMIT = 100;
export const MAX_PAGE_LIMIT = 500;
/** Maximum number of values per field. */
export const MAX_VALUES = 100;
const MAX_LEAD_ID = 2 ** 32 - 1;

/** A field of the search. */
interface SearchField {
  readonly column: SearchColumn;
  /** What a value must be. */
  readonly wanted: string;
  /** Returns the value to search for; undefined if it is invalid. */
  readonly read: (text: string) => string | number | undefined;
  /** Whether the field may be repeated. */
  readonly isRepeatable: boolean;
  readonly search: (values: readonly (string | number)[]) => LeadSearch;
}

const texts = (values: readonly (string | number)[]) => values.map(String);
const numbers = (values: readonly (string | number)[]) => values.map(Number);

function text(maxLength: number) {
  return {
    wanted: `1 to ${maxLength} characters`,
    isRepeatable: true,
    read: (value: string) => (value !== "" && value.length <= maxLength ? value : undefined),
  };
}

function whole(max: number) {
  return {
    wanted: `a whole number up to ${max}`,
    isRepeatable: true,
    read: (value: string) => (/^\d{1,16}$/.test(value) && Number(value) <= max ? Number(value) : undefined),
  };
}

/** Vicidial stores only the digits of a phone number. */
export function phoneDigits(value: string): string {
  return value.replace(/\D/g, "");
}

const PHONE = {
  wanted: "a phone number of 1 to 18 digits",
  isRepeatable: true,
  read: (value: string) => (/^\d{1,18}$/.test(phoneDigits(value)) ? phoneDigits(value) : undefined),
};

function isRealDay(value: string): boolean {
  const midnight = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value);
}

const DAY = {
  wanted: "a date such as 2026-01-31",
  isRepeatable: false,
  read: (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && isRealDay(value) ? value : undefined),
};

/** List ids have up to 14 digits in Vicidial. */
const MAX_LIST_ID = 99_999_999_999_999;

/** The fields of a search by name. */
export const SEARCH_FIELDS: Readonly<Record<string, SearchField>> = {
  lead_id: { column: "lead_id", ...whole(MAX_LEAD_ID), search: (values) => ({ leadIds: numbers(values) }) },
  phone_number: { column: "phone_number", ...PHONE, search: (values) => ({ phones: texts(values) }) },
  vendor_lead_code: {
    column: "vendor_lead_code",
    ...text(20),
    search: (values) => ({ vendorCodes: texts(values) }),
  },
  source_id: { column: "source_id", ...text(50), search: (values) => ({ sourceIds: texts(values) }) },
  list_id: { column: "list_id", ...whole(MAX_LIST_ID), search: (values) => ({ listIds: numbers(values) }) },
  status: { column: "status", ...text(6), search: (values) => ({ statuses: texts(values) }) },
  called_from: { column: "last_local_call_time", ...DAY, search: ([day]) => ({ calledFrom: String(day) }) },
  called_to: { column: "last_local_call_time", ...DAY, search: ([day]) => ({ calledTo: String(day) }) },
  entry_from: { column: "entry_date", ...DAY, search: ([day]) => ({ enteredFrom: String(day) }) },
  entry_to: { column: "entry_date", ...DAY, search: ([day]) => ({ enteredTo: String(day) }) },
};

/** Returns the search fields of the columns. */
export function fieldsOf(columns: readonly SearchColumn[], privacy: LeadPrivacy): readonly string[] {
  return Object.entries(SEARCH_FIELDS)
    .filter(([, { column }]) => columns.includes(column) && !isHidden(privacy, column))
    .map(([name]) => name);
}

function refuse(field: string, wanted: string): never {
  return fail({ code: "search_invalid", field, wanted });
}

/** Reads one field. Refuses fields of columns that the installation hides, like fields that do not exist. */
function readField(name: string, values: readonly string[], privacy: LeadPrivacy): LeadSearch {
  const field = Object.hasOwn(SEARCH_FIELDS, name) ? SEARCH_FIELDS[name] : undefined;
  if (!field || isHidden(privacy, field.column)) return refuse(name, "left out: there is no such field");
  if (!field.isRepeatable && values.length > 1) return refuse(name, "given once");
  if (values.length > MAX_VALUES) return refuse(name, `given at most ${MAX_VALUES} times`);
  const read = values.map((value) => field.read(value) ?? refuse(name, field.wanted));
  return field.search(read);
}

function readNumber(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const values = query.getAll(name);
  const [value = ""] = values;
  if (values.length === 0) return undefined;
  const isValid = values.length === 1 && /^\d{1,10}$/.test(value) && Number(value) >= least;
  return isValid && Number(value) <= most
    ? Number(value)
    : refuse(name, `a whole number from ${least} to ${most}`);
}

/** The search, page size and position in a query string. */
export interface SearchQuery {
  readonly search: LeadSearch;
  readonly after: number;
  readonly limit: number;
}

/**
 * Reads a search. Refuses unknown fields: ignoring a mistyped one would find other leads than intended.
 *
 * @throws DearchiveError search_invalid
 */
export function readSearchQuery(query: URLSearchParams, privacy: LeadPrivacy): SearchQuery {
  const limit = readNumber(query, "limit", 1, MAX_PAGE_LIMIT) ?? DEFAULT_PAGE_LIMIT;
  const after = readNumber(query, "after", 0, MAX_LEAD_ID) ?? -1;
  const names = new Set([...query.keys()].filter((name) => name !== "limit" && name !== "after"));
  const search = [...names].map((name) => readField(name, query.getAll(name), privacy));
  return { search: Object.assign({}, ...search), after, limit };
}
