import type { InvalidField } from "../../errors.ts";
import { fail } from "../../errors.ts";

/** A valid value, or the words that complete "FIELD must be …". */
export type FieldReading<T> = { readonly value: T } | { readonly wanted: string };

/**
 * Reads the fields of a JSON object and collects all errors.
 *
 * @param prefix name of the object in messages, such as `search.`; empty for the body itself
 */
export function createFieldReader(json: unknown, prefix = "") {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const fields: Readonly<Record<string, unknown>> = isObject ? { ...json } : {};
  const errors: InvalidField[] = isObject
    ? []
    : [{ field: prefix.replace(/\.$/, ""), message: "must be a JSON object" }];
  const known = new Set<string>();

  function add(field: string, message: string): void {
    errors.push({ field: prefix + field, message });
  }

  return {
    /** Reads a field; undefined if it is absent or invalid. */
    take<T>(field: string, read: (value: unknown) => FieldReading<T>): T | undefined {
      known.add(field);
      const value = fields[field];
      if (value === undefined) return undefined;
      const reading = read(value);
      if ("value" in reading) return reading.value;
      add(field, `must be ${reading.wanted}`);
      return undefined;
    },

    has: (field: string): boolean => fields[field] !== undefined,

    add,

    addAll(more: readonly InvalidField[]): void {
      errors.push(...more);
    },

    /** Returns all errors, also for fields that were never read: a misspelled filter must not widen a search. */
    errors(): readonly InvalidField[] {
      const unknown = Object.keys(fields).filter((field) => !known.has(field));
      const unread = unknown.slice(0, MOST_UNKNOWN).map((field) => ({
        field: prefix + field.slice(0, MAX_NAME),
        message: "is not a field of this request",
      }));
      return [...errors, ...unread];
    },
  };
}

export type FieldReader = ReturnType<typeof createFieldReader>;

/** Maximum number of unknown fields in an answer, and of characters of each name. */
const MOST_UNKNOWN = 10;
const MAX_NAME = 60;

/** @throws DearchiveError fields_invalid */
export function refuseInvalid(errors: readonly InvalidField[]): void {
  if (errors.length > 0) fail({ code: "fields_invalid", errors });
}

export function readBoolean(value: unknown): FieldReading<boolean> {
  return typeof value === "boolean" ? { value } : { wanted: "true or false" };
}

export function readText(max: number): (value: unknown) => FieldReading<string> {
  return (value) => {
    const text = typeof value === "string" ? value.trim() : "";
    const fits = text !== "" && text.length <= max && !/\p{Cc}/u.test(text);
    return fits ? { value: text } : { wanted: `a text of 1 to ${max} characters on one line` };
  };
}

/** Reads one of several names. */
export function readOneOf<T extends string>(names: readonly T[]): (value: unknown) => FieldReading<T> {
  return (value) => {
    const name = names.find((each) => each === value);
    return name === undefined ? { wanted: `one of ${names.join(", ")}` } : { value: name };
  };
}

/** Reads a list of names, each once. */
export function readSomeOf<T extends string>(
  names: readonly T[],
): (value: unknown) => FieldReading<readonly T[]> {
  return (value) => {
    const isList = Array.isArray(value) && value.every((each) => names.some((name) => name === each));
    return isList
      ? { value: names.filter((name) => value.includes(name)) }
      : { wanted: `a list of ${names.join(", ")}; it may be empty` };
  };
}
