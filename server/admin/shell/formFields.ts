import type { PageText } from "../../lib/phrase.ts";

/** Carries the message for one invalid field. */
class FieldError extends Error {
  readonly text: PageText;

  constructor(text: PageText) {
    super(String(text));
    this.text = text;
  }
}

/** Throws the error of a field. Returns never, so that it fits after `??`. */
export function fieldError(message: PageText): never {
  throw new FieldError(message);
}

/** Submitted fields with the values that were read from them and the errors of the rest. */
export interface ReadFields<Field extends string, T> {
  readonly values: Readonly<Record<Field, string>>;
  readonly errors: Partial<Record<Field, PageText>>;
  readonly found: Partial<T>;
}

/**
 * Reads fields and collects one error per field. Pure.
 *
 * @param parsers turn each non-empty field into a part of the result
 */
export function readFields<Field extends string, T>(
  query: URLSearchParams,
  parsers: Readonly<Record<Field, (text: string) => Partial<T>>>,
): ReadFields<Field, T> {
  const fields = Object.keys(parsers) as Field[];
  const typed = fields.map((field) => [field, query.get(field)?.trim() ?? ""] as const);
  const errors: Partial<Record<Field, PageText>> = {};
  let found: Partial<T> = {};
  for (const [field, text] of typed) {
    if (text === "") continue;
    try {
      found = { ...found, ...parsers[field](text) };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors[field] = error.text;
    }
  }
  return { values: Object.fromEntries(typed) as Record<Field, string>, errors, found };
}

/** Returns fields as a query string, without empty ones. */
export function fieldsQuery(
  values: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string | number>> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== "") query.set(name, value);
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** A refused form as it was typed. */
export interface FormToResend {
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}
