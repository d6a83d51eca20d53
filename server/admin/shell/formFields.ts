/** What a mistake in a field is told by. */
class FieldError extends Error {}

/** Refuses what was typed into a field; an expression, so that it fits behind `??`. */
export function wrong(message: string): never {
  throw new FieldError(message);
}

/** Fields as they were typed: what was understood of them, and what is wrong with the rest. */
export interface ReadFields<Field extends string, T> {
  readonly values: Readonly<Record<Field, string>>;
  readonly errors: Partial<Record<Field, string>>;
  readonly found: Partial<T>;
}

/**
 * Reads fields; every mistake is told beside its field, and the other fields are kept. Pure.
 *
 * @param parsers how each field becomes a part of what is wanted; called for what is not empty
 */
export function readFields<Field extends string, T>(
  query: URLSearchParams,
  parsers: Readonly<Record<Field, (text: string) => Partial<T>>>,
): ReadFields<Field, T> {
  const fields = Object.keys(parsers) as Field[];
  const typed = fields.map((field) => [field, query.get(field)?.trim() ?? ""] as const);
  const errors: Partial<Record<Field, string>> = {};
  let found: Partial<T> = {};
  for (const [field, text] of typed) {
    if (text === "") continue;
    try {
      found = { ...found, ...parsers[field](text) };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors[field] = error.message;
    }
  }
  return { values: Object.fromEntries(typed) as Record<Field, string>, errors, found };
}

/** Fields as an address has them, with further parameters; fields that are empty are left out. */
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
