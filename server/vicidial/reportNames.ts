/**
 * Vicidial keeps the custom reports that a user group sees in one text: `name|name|`. Written so that taking a name out
 * gives back the very text that there was before it was put in.
 */

const SEPARATOR = "|";

/** The names in the text. */
export function reportNames(text: string): readonly string[] {
  return text.split(SEPARATOR).filter((name) => name !== "");
}

/** The text with the name at its end, where it does not hold it yet. */
export function withReport(text: string, name: string): string {
  if (reportNames(text).includes(name)) return text;
  return text === "" || text.endsWith(SEPARATOR)
    ? `${text}${name}${SEPARATOR}`
    : `${text}${SEPARATOR}${name}`;
}

/** The text without the name. */
export function withoutReport(text: string, name: string): string {
  return text
    .split(SEPARATOR)
    .filter((each) => each !== name)
    .join(SEPARATOR);
}
