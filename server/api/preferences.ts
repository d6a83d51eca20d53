/** What a caller wishes beyond the contract, in the words of RFC 7240. */
export interface Preferences {
  /** `return=representation`: tell what became of each lead. */
  readonly representation: boolean;
  /** `handling=dry-run`: tell what would happen, and change nothing. */
  readonly dryRun: boolean;
}

/**
 * The next wish of a list with its parameters: a comma within quotes ends none. A quote that is never closed reaches to the
 * end; otherwise every quote before the end would be tried as an opening one, which takes quadratic time.
 */
const WISH = /(?:"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[^",])+/g;
const NAME_AND_VALUE = /^\s*([^=;\s]+)\s*=\s*"?([^";\s]*)/;

/** Reads a Prefer header; what is not known is left unheeded, and of equal names the first counts, as the RFC says. */
export function readPreferences(header: string): Preferences {
  const wishes = new Map<string, string>();
  for (const [wish] of header.toLowerCase().matchAll(WISH)) {
    const [, name, value = ""] = NAME_AND_VALUE.exec(wish) ?? [];
    if (name !== undefined && !wishes.has(name)) wishes.set(name, value);
  }
  return {
    representation: wishes.get("return") === "representation",
    dryRun: wishes.get("handling") === "dry-run",
  };
}

/** The value of Preference-Applied; empty where nothing was wished. */
export function appliedPreferences({ representation, dryRun }: Preferences): string {
  return [representation && "return=representation", dryRun && "handling=dry-run"].filter(Boolean).join(", ");
}
