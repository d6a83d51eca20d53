import { Temporal } from "temporal-polyfill";
import type { LeadSearch, SearchColumn } from "../../leads/lookup/searchTerms.ts";
import type { PageText } from "../format/phrase.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { fieldError, readFields } from "../shell/formFields.ts";

/** Names of the search's query parameters. */
export type SearchField =
  | "lead_id"
  | "phone"
  | "vendor"
  | "list"
  | "status"
  | "called_from"
  | "called_to"
  | "entered_from"
  | "entered_to";

/** The search form: the values as typed, the errors, and the parsed search. */
export interface SearchForm {
  readonly values: Readonly<Record<SearchField, string>>;
  readonly errors: Readonly<Partial<Record<SearchField, PageText>>>;
  readonly search: LeadSearch;
}

/** Longer lists are uploaded. */
const MAX_TYPED_IDS = 1000;
const MAX_STATUSES = 20;
/** Column lengths in Vicidial. */
const LENGTHS = { phone: 18, vendor: 20, status: 6 } as const;

/** Names of the archive's columns on pages. */
export const COLUMN_LABELS: Readonly<Record<SearchColumn, string>> = {
  lead_id: "lead id",
  phone_number: "phone",
  vendor_lead_code: "vendor code",
  list_id: "list",
  last_local_call_time: "last call",
  status: "status",
  entry_date: "entry date",
};

function splitValues(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((value) => value !== ""))];
}

function parseIds(text: string): readonly number[] {
  const values = splitValues(text);
  if (values.length > MAX_TYPED_IDS)
    fieldError(`Enter at most ${MAX_TYPED_IDS} ids. Upload a longer list as a file below.`);
  return values.map(
    (value) =>
      parseLeadId(value) ?? fieldError(`“${value.slice(0, 20)}” is not a lead id. Enter whole numbers.`),
  );
}

/** Vicidial stores only the digits of a phone number. */
function parsePhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return fieldError("Enter the digits of the phone number.");
  return digits.length <= LENGTHS.phone ? digits : fieldError(`Enter at most ${LENGTHS.phone} digits.`);
}

function parseVendor(text: string): string {
  return text.length <= LENGTHS.vendor ? text : fieldError(`Enter at most ${LENGTHS.vendor} characters.`);
}

function parseList(text: string): number {
  // Accepts a pasted list with its name: "1001 Spring campaign".
  const [id = ""] = text.split(" ");
  return /^\d{1,14}$/.test(id) ? Number(id) : fieldError("Enter the number of a list, such as 1001.");
}

function parseStatuses(text: string): readonly string[] {
  const statuses = splitValues(text);
  if (statuses.length > MAX_STATUSES) fieldError(`Enter at most ${MAX_STATUSES} statuses.`);
  const long = statuses.find((status) => status.length > LENGTHS.status);
  return long === undefined
    ? statuses
    : fieldError(`“${long.slice(0, 20)}” is too long. A status has at most ${LENGTHS.status} characters.`);
}

function parseDay(text: string): string {
  try {
    // Database servers accept four-digit years only.
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return fieldError("Enter a date such as 2026-11-23.");
  }
}

/** Parses the search from a query string or a posted form. */
export function readSearchForm(query: URLSearchParams): SearchForm {
  const { values, errors, found } = readFields<SearchField, LeadSearch>(query, {
    lead_id: (text) => ({ leadIds: parseIds(text) }),
    phone: (text) => ({ phone: parsePhone(text) }),
    vendor: (text) => ({ vendorCode: parseVendor(text) }),
    list: (text) => ({ listId: parseList(text) }),
    status: (text) => ({ statuses: parseStatuses(text) }),
    called_from: (text) => ({ calledFrom: parseDay(text) }),
    called_to: (text) => ({ calledTo: parseDay(text) }),
    entered_from: (text) => ({ enteredFrom: parseDay(text) }),
    entered_to: (text) => ({ enteredTo: parseDay(text) }),
  });
  const ends = {
    called_to: [found.calledFrom, found.calledTo],
    entered_to: [found.enteredFrom, found.enteredTo],
  };
  for (const [field, [from, to]] of Object.entries(ends) as [SearchField, (string | undefined)[]][])
    if (from !== undefined && to !== undefined && to < from)
      errors[field] = "Enter a date that is not before the start date.";
  return { values, errors, search: found };
}
