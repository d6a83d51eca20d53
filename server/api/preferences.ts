/** Options of the Prefer header. Source: RFC 7240. */
export interface Preferences {
  /** `return=representation`: include the outcome of each lead. */
  readonly representation: boolean;
  /** `handling=dry-run`: return what would happen and change nothing. */
  readonly dryRun: boolean;
}

/**
 * Matches a preference with its parameters, up to a comma outside quotes. An unclosed quote extends to the end: otherwise
 * every quote would be tried as an opening one, which takes quadratic time.
 */
const PREFERENCE = /(?:"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[^",])+/g;
const NAME_AND_VALUE = /^\s*([^=;\s]+)\s*=\s*"?([^";\s]*)/;

/** Reads a Prefer header. Ignores unknown preferences and repeated names, as the RFC requires. */
export function readPreferences(header: string): Preferences {
  const values = new Map<string, string>();
  for (const [preference] of header.toLowerCase().matchAll(PREFERENCE)) {
    const [, name, value = ""] = NAME_AND_VALUE.exec(preference) ?? [];
    if (name !== undefined && !values.has(name)) values.set(name, value);
  }
  return {
    representation: values.get("return") === "representation",
    dryRun: values.get("handling") === "dry-run",
  };
}

/** Returns the value of Preference-Applied; empty without preferences. */
export function appliedPreferences({ representation, dryRun }: Preferences): string {
  return [representation && "return=representation", dryRun && "handling=dry-run"].filter(Boolean).join(", ");
}
