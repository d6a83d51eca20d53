import { type PageText, phrase } from "../../lib/phrase.ts";
import type { LeadChanges } from "./leadChanges.ts";

/** The names of the fields in JSON: stored, in the API and on forms. */
export const CHANGE_FIELDS = {
  list_id: "listId",
  status: "status",
  reset_called_since_last_reset: "resetsCalled",
  reset_called_count: "resetsCount",
  rank: "rank",
  owner: "owner",
  recompute_gmt_offset: "correctsOffset",
} as const satisfies Readonly<Record<string, keyof LeadChanges>>;
export type ChangeField = keyof typeof CHANGE_FIELDS;

/** An error of a field, or of the changes as a whole. */
export interface ChangeProblem {
  readonly field: ChangeField | "changes";
  readonly text: PageText;
}

export type ReadChanges =
  | { readonly changes: LeadChanges | null }
  | { readonly problems: readonly ChangeProblem[] };

/** The range of SMALLINT, the type of `rank`. */
export const RANKS = { least: -32_768, most: 32_767 } as const;
/** No owner column is longer. `checkChanges` compares with the column's own length. */
const MOST_CHARACTERS = 255;

const NOT_BOOLEAN = phrase("Use true or false.");

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_CHARACTERS && !/\p{Cc}/u.test(value);
}

/** Returns the value of a field, or what is wrong with it. False means that the column stays as it is. */
type Read = (value: unknown) => { readonly value: string | number | boolean } | { readonly wrong: PageText };

const flag: Read = (value) => (typeof value === "boolean" ? { value } : { wrong: NOT_BOOLEAN });

const READERS: Readonly<Record<ChangeField, Read>> = {
  list_id: (value) =>
    /^[1-9]\d{0,18}$/.test(String(value)) && (typeof value === "string" || Number.isSafeInteger(value))
      ? { value: String(value) }
      : { wrong: phrase("Enter the id of a list, such as 101.") },
  status: (value) =>
    isText(value) && value !== "" ? { value } : { wrong: phrase("Enter a status, such as NEW.") },
  reset_called_since_last_reset: flag,
  reset_called_count: flag,
  rank: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= RANKS.least && value <= RANKS.most
      ? { value }
      : { wrong: phrase("Enter a whole number from %1s to %2s.", RANKS.least, RANKS.most) },
  owner: (value) =>
    isText(value) ? { value } : { wrong: phrase("Enter a text without line breaks, or leave it empty.") },
  recompute_gmt_offset: flag,
};

function isChangeField(name: string): name is ChangeField {
  return Object.hasOwn(CHANGE_FIELDS, name);
}

/**
 * Reads changes from their JSON form. Pure: `checkChanges` then looks up whether list and status exist.
 *
 * @returns null if nothing is to change
 */
export function readChanges(json: unknown): ReadChanges {
  if (json === null || json === undefined) return { changes: null };
  if (typeof json !== "object" || Array.isArray(json))
    return { problems: [{ field: "changes", text: phrase("Changes must be an object.") }] };
  const problems: ChangeProblem[] = [];
  const changes: Partial<Record<keyof LeadChanges, string | number | boolean>> = {};
  for (const [name, value] of Object.entries(json)) {
    if (!isChangeField(name)) {
      problems.push({ field: "changes", text: phrase("There is no field “%1s”.", name) });
      continue;
    }
    const read = READERS[name](value);
    if ("wrong" in read) problems.push({ field: name, text: read.wrong });
    else if (read.value !== false) changes[CHANGE_FIELDS[name]] = read.value;
  }
  if (problems.length > 0) return { problems };
  return { changes: Object.keys(changes).length > 0 ? (changes as LeadChanges) : null };
}

/** Returns the JSON form of changes. List ids beyond 2^53 are text. Pure. */
export function toChangesJson(changes: LeadChanges): Readonly<Record<string, string | number | boolean>> {
  const entries = Object.entries(CHANGE_FIELDS).flatMap(([name, field]) => {
    const value = changes[field];
    if (value === undefined) return [];
    const isShortId = field === "listId" && Number.isSafeInteger(Number(value));
    return [[name, isShortId ? Number(value) : value] as const];
  });
  return Object.fromEntries(entries);
}

/** Reads stored changes. @throws TypeError if they are invalid: a run must not go on without them */
export function storedChanges(text: string | null): LeadChanges | null {
  const read = readChanges(text === null ? null : JSON.parse(text));
  if ("problems" in read) throw new TypeError("stored changes are invalid");
  return read.changes;
}

/** The stored form of changes. Pure. */
export function changesText(changes: LeadChanges | null): string | null {
  return changes && JSON.stringify(toChangesJson(changes));
}
