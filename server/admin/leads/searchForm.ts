import { Temporal } from "temporal-polyfill";
import type { LeadSearch, SearchColumn } from "../../leads/lookup/searchTerms.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { readFields, wrong } from "../shell/formFields.ts";

/** The fields of the search, by their names in the address. */
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

/** A search as it was typed: what was understood of it, and what is wrong with the rest. */
export interface SearchForm {
  readonly values: Readonly<Record<SearchField, string>>;
  readonly errors: Readonly<Partial<Record<SearchField, string>>>;
  readonly search: LeadSearch;
}

/** More are uploaded as a list. */
const MOST_TYPED_IDS = 1000;
const MOST_STATUSES = 20;
/** As long as the columns are. */
const LENGTHS = { phone: 18, vendor: 20, status: 6 } as const;

/** What each column of the archive is called here. */
export const COLUMN_LABELS: Readonly<Record<SearchColumn, string>> = {
  lead_id: "lead id",
  phone_number: "phone",
  vendor_lead_code: "vendor code",
  list_id: "list",
  last_local_call_time: "last call",
  status: "status",
  entry_date: "entry date",
};

function wordsIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ""))];
}

function parseIds(text: string): readonly number[] {
  const words = wordsIn(text);
  if (words.length > MOST_TYPED_IDS)
    wrong(`At most ${MOST_TYPED_IDS} ids here. A longer list goes in as a file, below.`);
  return words.map((word) => parseLeadId(word) ?? wrong(`“${word.slice(0, 20)}” is no lead id.`));
}

/** Numbers are kept without what people write between the digits. */
function parsePhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return wrong("Write the number with its digits.");
  return digits.length <= LENGTHS.phone ? digits : wrong(`At most ${LENGTHS.phone} digits.`);
}

function parseVendor(text: string): string {
  return text.length <= LENGTHS.vendor ? text : wrong(`At most ${LENGTHS.vendor} characters.`);
}

function parseList(text: string): number {
  // Some copy it with its name behind: "1001 Spring campaign".
  const [id = ""] = text.split(" ");
  return /^\d{1,14}$/.test(id) ? Number(id) : wrong("A list is named by its number.");
}

function parseStatuses(text: string): readonly string[] {
  const statuses = wordsIn(text);
  if (statuses.length > MOST_STATUSES) wrong(`At most ${MOST_STATUSES} statuses.`);
  const long = statuses.find((status) => status.length > LENGTHS.status);
  return long === undefined ? statuses : wrong(`“${long.slice(0, 20)}” is longer than a status can be.`);
}

function parseDay(text: string): string {
  try {
    // Servers know four digits of a year, and browsers send no others.
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return wrong("Write a date such as 2026-11-23.");
  }
}

/** Reads the search of an address, or of a posted form. Pure. */
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
    if (from !== undefined && to !== undefined && to < from) errors[field] = "It ends before it begins.";
  return { values, errors, search: found };
}
