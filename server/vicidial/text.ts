/** The names in a text of Vicidial's, which keeps them with spaces between and often a lone dash at the end. */
export function namesIn(text: string | null): readonly string[] {
  return (text ?? "").split(/\s+/).filter((name) => name !== "" && name !== "-");
}

/** The first characters of a text, for a column that holds no more; never half of a character. */
export function cutTo(text: string, length: number): string {
  return [...text].slice(0, length).join("");
}

const MARKUP: Readonly<Record<string, string>> = { "<": "&lt;", '"': "&quot;" };

/**
 * Text for one of Vicidial's logs: its reports print what stands there into their pages as it is, where a label with a
 * script in it would run in the browser of whoever reads them.
 */
export function reportText(text: string, length: number): string {
  return cutTo(
    text.replace(/[<"]/g, (character) => MARKUP[character] ?? ""),
    length,
  );
}

/** Whether it is a text that every character set can write, and not a blank one: phones are that. */
export function isPlainText(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && text.trim() !== "";
}

/** The same for all plain texts that are equal to the server: neither case nor a blank at the end counts there. */
export function fold(text: string): string {
  return text.trimEnd().toUpperCase();
}
