import { Temporal } from "temporal-polyfill";
import { dayBefore, type LeadSearch, MAX_IDLE_DAYS } from "../../leads/lookup/searchTerms.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { type ListChoice, type ListScope, type Lists, MOST_NAMED } from "../../vicidial/lists.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { fieldError, readFields } from "../shell/formFields.ts";

/** Names of the search's query parameters. */
const SEARCH_FIELDS = [
  "lead_id",
  "phone",
  "vendor",
  "list",
  "status",
  "called_from",
  "called_to",
  "not_called",
  "entered_from",
  "entered_to",
] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

/** The search form: the values as typed, the errors, and the parsed search. */
export interface SearchForm {
  readonly values: Readonly<Record<SearchField, string>>;
  readonly errors: Readonly<Partial<Record<SearchField, PageText>>>;
  readonly search: LeadSearch;
  /** Whether the form was sent, even if it was empty. */
  readonly isSent: boolean;
}

/** Longer lists are uploaded. */
const MAX_TYPED_IDS = 1000;
/** More than a campaign has, so that all can be checked. */
const MAX_STATUSES = 100;
/** Column lengths in Vicidial. */
const LENGTHS = { phone: 18, vendor: 20, list: 60, status: 6 } as const;

/** Splits typed values at spaces, commas and semicolons; each value once. */
export function splitValues(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((value) => value !== ""))];
}

/** Parses typed lead ids. @throws FieldError */
function parseIds(text: string): readonly number[] {
  const values = splitValues(text);
  if (values.length > MAX_TYPED_IDS)
    fieldError(phrase("Enter at most %1s ids. Upload a longer list as a file below.", MAX_TYPED_IDS));
  return values.map(
    (value) =>
      parseLeadId(value) ??
      fieldError(phrase("“%1s” is not a lead id. Enter whole numbers.", value.slice(0, 20))),
  );
}

/** Vicidial stores only the digits of a phone number. */
function parsePhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return fieldError(phrase("Enter the digits of the phone number."));
  return digits.length <= LENGTHS.phone
    ? digits
    : fieldError(phrase("Enter at most %1s digits.", LENGTHS.phone));
}

function parseVendor(text: string): string {
  return text.length <= LENGTHS.vendor
    ? text
    : fieldError(phrase("Enter at most %1s characters.", LENGTHS.vendor));
}

/** Parses a list's id. The id of a name is looked up later. */
function parseList(text: string): Pick<LeadSearch, "listId"> {
  if (text.length > LENGTHS.list) fieldError(phrase("Enter at most %1s characters.", LENGTHS.list));
  return /^\d{1,14}$/.test(text) ? { listId: Number(text) } : {};
}

function parseStatuses(text: string): readonly string[] {
  const statuses = splitValues(text);
  if (statuses.length > MAX_STATUSES) fieldError(phrase("Enter at most %1s statuses.", MAX_STATUSES));
  const long = statuses.find((status) => status.length > LENGTHS.status);
  return long === undefined
    ? statuses
    : fieldError(
        phrase("“%1s” is too long. A status has at most %2s characters.", long.slice(0, 20), LENGTHS.status),
      );
}

function parseDay(text: string): string {
  try {
    // Database servers accept four-digit years only.
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return fieldError(phrase("Enter a date such as 2026-11-23."));
  }
}

/** Parses a number of days to the day before which a lead was last called. */
function parseIdleDays(text: string, now: Date): string {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MAX_IDLE_DAYS)
    fieldError(phrase("Enter a whole number of days from 1 to %1s.", MAX_IDLE_DAYS));
  return dayBefore(now, days);
}

/** Joins the checked statuses with the typed ones. */
function withOneStatus(query: URLSearchParams): URLSearchParams {
  const joined = new URLSearchParams(query);
  if (query.has("status")) joined.set("status", splitValues(query.getAll("status").join(" ")).join(" "));
  return joined;
}

/** Returns the id of the list that a text names, or what is wrong with it. */
export function chooseList(text: string, lists: readonly ListChoice[]): { id?: number; error?: PageText } {
  const [only, ...others] = lists;
  if (!only) return { error: phrase("No list matches “%1s”. Enter the id or the name of a list.", text) };
  if (others.length === 0) return { id: Number(only.listId) };
  const names = lists.slice(0, MOST_NAMED - 1).map(({ listId, name }) => `${listId} ${name}`.trim());
  const several =
    lists.length === MOST_NAMED
      ? phrase("Several lists match: %1s, and others. Enter the id of one.", names.join(", "))
      : phrase("Several lists match: %1s. Enter the id of one.", names.join(", "));
  return { error: several };
}

/** Looks up the list that the form names, in the scope only. */
async function findList(form: SearchForm, lists: Lists, scope: ListScope): Promise<SearchForm> {
  const text = form.values.list;
  if (text === "" || form.search.listId !== undefined || form.errors.list !== undefined) return form;
  const { id, error } = chooseList(text, await lists.named(text, scope));
  return id === undefined
    ? { ...form, errors: { ...form.errors, ...(error !== undefined && { list: error }) } }
    : { ...form, search: { ...form.search, listId: id } };
}

/**
 * Parses the search from a query string or a posted form.
 *
 * @param scope the lists that the user may name
 * @param now decides which day is a number of days ago
 */
export async function readSearchForm(
  query: URLSearchParams,
  lists: Lists,
  scope: ListScope,
  now: Date,
): Promise<SearchForm> {
  const { values, errors, found } = readFields<SearchField, LeadSearch>(withOneStatus(query), {
    lead_id: (text) => ({ leadIds: parseIds(text) }),
    phone: (text) => ({ phone: parsePhone(text) }),
    vendor: (text) => ({ vendorCode: parseVendor(text) }),
    list: parseList,
    status: (text) => ({ statuses: parseStatuses(text) }),
    called_from: (text) => ({ calledFrom: parseDay(text) }),
    called_to: (text) => ({ calledTo: parseDay(text) }),
    not_called: (text) => ({ notCalledSince: parseIdleDays(text, now) }),
    entered_from: (text) => ({ enteredFrom: parseDay(text) }),
    entered_to: (text) => ({ enteredTo: parseDay(text) }),
  });
  const ends = {
    called_to: [found.calledFrom, found.calledTo],
    entered_to: [found.enteredFrom, found.enteredTo],
  };
  for (const [field, [from, to]] of Object.entries(ends) as [SearchField, (string | undefined)[]][])
    if (from !== undefined && to !== undefined && to < from)
      errors[field] = phrase("Enter a date that is not before the start date.");
  const isSent = SEARCH_FIELDS.some((field) => query.has(field));
  return findList({ values, errors, search: found, isSent }, lists, scope);
}
