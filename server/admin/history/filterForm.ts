import { Temporal } from "temporal-polyfill";
import type { BatchFilter, BatchOutcome } from "../../history/batchFilter.ts";
import type { Cursor } from "../../history/batchSearch.ts";
import { DIRECTIONS, type DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { fieldError, fieldsQuery, readFields } from "../shell/formFields.ts";
import { OUTCOME_FILTERS } from "./outcomeLabels.ts";

/** Names of the filter's query parameters. */
export const FILTER_FIELDS = [
  "from",
  "to",
  "key",
  "user",
  "customer",
  "direction",
  "outcome",
  "lead_id",
  "run",
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** The filter form: the values as typed, the errors, and the parsed filter. */
export interface FilterForm {
  readonly values: Readonly<Record<FilterField, string>>;
  readonly errors: Readonly<Partial<Record<FilterField, PageText>>>;
  readonly filter: BatchFilter;
}

export const LEAD_ID_ERROR = phrase("Enter a lead id: a whole number such as 1001.");
const MAX_LEAD_ID = 2 ** 32 - 1;
/** Value of `key` that selects batches without an API key. */
export const MANUAL = "manual";
/** Characters. `user` is the length of vicidial_users.user. */
const MAX_LENGTH = { user: 20, customer: 64 } as const;

/** Parses a lead id. Returns undefined when the text is not one. */
export function parseLeadId(text: string): number | undefined {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return id <= MAX_LEAD_ID ? id : undefined;
}

/** Parses a day, or a day and a time, in the given zone. Returns the start and the exclusive end. */
export function parseMoment(text: string, zone: string): { start: Date; end: Date } {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  if (day === undefined) return fieldError(phrase("Enter a date such as 2026-11-23, or 2026-11-23 09:30."));
  try {
    const start = Temporal.PlainDateTime.from(`${day}T${time ?? "00:00"}`, { overflow: "reject" });
    const end = start.add(time === undefined ? { days: 1 } : { minutes: 1 });
    const instant = (plain: Temporal.PlainDateTime) =>
      new Date(plain.toZonedDateTime(zone).epochMilliseconds);
    return { start: instant(start), end: instant(end) };
  } catch {
    return fieldError(phrase("This date or time does not exist. Enter another one."));
  }
}

function checkLength(field: keyof typeof MAX_LENGTH, text: string): string {
  return text.length <= MAX_LENGTH[field]
    ? text
    : fieldError(phrase("Enter at most %1s characters.", MAX_LENGTH[field]));
}

function parseKey(text: string): number | null {
  if (text === MANUAL) return null;
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : fieldError(phrase("This API key does not exist. Choose another one."));
}

function parseRun(text: string): number {
  const [, digits] = /^#?(\d{1,15})$/.exec(text) ?? [];
  return digits === undefined ? fieldError(phrase("Enter the number of a run, such as 12.")) : Number(digits);
}

function parseDirection(text: string): DirectionName {
  const found = Object.values(DIRECTIONS).find(({ name }) => name === text);
  return found?.name ?? fieldError(phrase("This action does not exist. Choose another one."));
}

/** Parsers by field. */
function parsers(zone: string): Readonly<Record<FilterField, (text: string) => BatchFilter>> {
  return {
    from: (text) => ({ from: parseMoment(text, zone).start }),
    to: (text) => ({ to: parseMoment(text, zone).end }),
    key: (text) => ({ keyId: parseKey(text) }),
    user: (text) => ({ user: checkLength("user", text) }),
    customer: (text) => ({ customer: checkLength("customer", text) }),
    direction: (text) => ({ direction: parseDirection(text) }),
    outcome: (text) => ({
      outcome:
        OUTCOME_FILTERS.find(({ value }) => value === text)?.value ??
        fieldError(phrase("This outcome does not exist. Choose another one.")),
    }),
    lead_id: (text) => ({
      leadId: parseLeadId(text) ?? fieldError(LEAD_ID_ERROR),
    }),
    run: (text) => ({ runId: parseRun(text) }),
  };
}

/** Outcomes in bookmarked links, by their present names. */
const FORMER_OUTCOMES: Readonly<Record<string, BatchOutcome>> = { left_behind: "kept_in_archive" };

function withPresentNames(query: URLSearchParams): URLSearchParams {
  const present = FORMER_OUTCOMES[query.get("outcome") ?? ""];
  if (present === undefined) return query;
  const renamed = new URLSearchParams(query);
  renamed.set("outcome", present);
  return renamed;
}

/** Parses the filter. An invalid field gets an error, and the other fields still apply. */
export function readFilterForm(query: URLSearchParams, zone: string): FilterForm {
  const { values, errors, found } = readFields<FilterField, BatchFilter>(
    withPresentNames(query),
    parsers(zone),
  );
  if (found.from && found.to && found.to <= found.from)
    errors.to = phrase("Enter a date that is not before “From”.");
  return { values, errors, filter: found };
}

/** Parses the page cursor. Returns undefined, which means the newest batches, when it is missing or invalid. */
export function readCursor(query: URLSearchParams): Cursor | undefined {
  const idOf = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const [before, after] = [idOf("before"), idOf("after")];
  if (before !== undefined) return { before };
  return after === undefined ? undefined : { after };
}

/** Builds the query string of a filter, without its empty fields and with the given extra parameters. */
export function filterQuery(
  values: FilterForm["values"],
  more: Readonly<Record<string, string | number>> = {},
): string {
  return fieldsQuery(values, more);
}
