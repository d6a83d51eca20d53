/**
 * Edits the list of custom reports that a user group sees, which Vicidial stores as `name|name|`. Removing a name restores the exact
 * text from before it was added.
 */

const SEPARATOR = "|";

/** Returns the names in the text. */
export function reportNames(text: string): readonly string[] {
  return text.split(SEPARATOR).filter((name) => name !== "");
}

/** Appends the name, unless it is listed already. */
export function withReport(text: string, name: string): string {
  if (reportNames(text).includes(name)) return text;
  return text === "" || text.endsWith(SEPARATOR)
    ? `${text}${name}${SEPARATOR}`
    : `${text}${SEPARATOR}${name}`;
}

/** Removes the name. */
export function withoutReport(text: string, name: string): string {
  return text
    .split(SEPARATOR)
    .filter((each) => each !== name)
    .join(SEPARATOR);
}
