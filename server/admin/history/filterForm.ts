import { Temporal } from "temporal-polyfill";
import type { BatchFilter } from "../../history/batchFilter.ts";
import type { Cursor } from "../../history/batchSearch.ts";
import { DIRECTIONS, type DirectionName } from "../../leads/tables/direction.ts";
import { fieldsQuery, readFields, wrong } from "../shell/formFields.ts";
import { OUTCOME_FILTERS } from "./outcomeLabels.ts";

/** The fields of the filter, by their names in the address. */
export const FILTER_FIELDS = [
  "from",
  "to",
  "key",
  "user",
  "customer",
  "direction",
  "outcome",
  "lead_id",
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** A filter as it was typed: what was understood of it, and what is wrong with the rest. */
export interface FilterForm {
  readonly values: Readonly<Record<FilterField, string>>;
  readonly errors: Readonly<Partial<Record<FilterField, string>>>;
  readonly filter: BatchFilter;
}

const MAX_LEAD_ID = 2 ** 32 - 1;
/** The value of `key` that means no key at all. */
export const BY_HAND = "hand";
/** vicidial_users.user and our customers' names are no longer than that. */
const MAX_LENGTH = { user: 20, customer: 64 } as const;

/** A lead's id as it is typed, or undefined where it is none. */
export function parseLeadId(text: string): number | undefined {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return id <= MAX_LEAD_ID ? id : undefined;
}

/** A day, or a day and a time, of the zone's clock. */
function parseMoment(text: string, zone: string): { start: Date; end: Date } {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  if (day === undefined) return wrong("Write a date such as 2026-11-23, or 2026-11-23 09:30.");
  try {
    const start = Temporal.PlainDateTime.from(`${day}T${time ?? "00:00"}`, { overflow: "reject" });
    const end = start.add(time === undefined ? { days: 1 } : { minutes: 1 });
    const instant = (plain: Temporal.PlainDateTime) =>
      new Date(plain.toZonedDateTime(zone).epochMilliseconds);
    return { start: instant(start), end: instant(end) };
  } catch {
    return wrong("There is no such date or time.");
  }
}

function shortEnough(field: keyof typeof MAX_LENGTH, text: string): string {
  return text.length <= MAX_LENGTH[field] ? text : wrong(`At most ${MAX_LENGTH[field]} characters.`);
}

function parseKey(text: string): number | null {
  if (text === BY_HAND) return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : wrong("There is no such key.");
}

function directionNamed(text: string): DirectionName {
  const found = Object.values(DIRECTIONS).find(({ name }) => name === text);
  return found?.name ?? wrong("There is no such direction.");
}

/** How each field becomes a part of the filter. */
function parsers(zone: string): Readonly<Record<FilterField, (text: string) => BatchFilter>> {
  return {
    from: (text) => ({ from: parseMoment(text, zone).start }),
    to: (text) => ({ to: parseMoment(text, zone).end }),
    key: (text) => ({ keyId: parseKey(text) }),
    user: (text) => ({ user: shortEnough("user", text) }),
    customer: (text) => ({ customer: shortEnough("customer", text) }),
    direction: (text) => ({ direction: directionNamed(text) }),
    outcome: (text) => ({
      outcome:
        OUTCOME_FILTERS.find(({ value }) => value === text)?.value ?? wrong("There is no such outcome."),
    }),
    lead_id: (text) => ({ leadId: parseLeadId(text) ?? wrong("A lead id is a number without a sign.") }),
  };
}

/** Reads the filter of an address; every mistake is told beside its field, and the other fields are kept. Pure. */
export function readFilterForm(query: URLSearchParams, zone: string): FilterForm {
  const { values, errors, found } = readFields<FilterField, BatchFilter>(query, parsers(zone));
  if (found.from && found.to && found.to <= found.from) errors.to = "It ends before it begins.";
  return { values, errors, filter: found };
}

/** The place in the list that an address names; the newest batches where it names none, or nonsense. */
export function readCursor(query: URLSearchParams): Cursor | undefined {
  const idOf = (name: string) => {
    const text = query.get(name) ?? "";
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const [before, after] = [idOf("before"), idOf("after")];
  if (before !== undefined) return { before };
  return after === undefined ? undefined : { after };
}

/** The filter as an address has it, with further parameters; fields that are empty are left out. */
export function filterQuery(
  values: FilterForm["values"],
  more: Readonly<Record<string, string | number>> = {},
): string {
  return fieldsQuery(values, more);
}
