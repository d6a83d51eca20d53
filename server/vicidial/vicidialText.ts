/** Cuts a text to a number of characters, never inside a surrogate pair. */
export function truncate(text: string, length: number): string {
  return [...text].slice(0, length).join("");
}

const MARKUP: Readonly<Record<string, string>> = { "<": "&lt;", '"': "&quot;" };

/** Makes text safe for Vicidial's log reports, which print it as HTML. */
export function reportText(text: string, length: number): string {
  return truncate(
    text.replace(/[<"]/g, (character) => MARKUP[character] ?? ""),
    length,
  );
}

/** Whether every character set can store the text and it is not blank, as phone numbers are. */
export function isPlainText(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && text.trim() !== "";
}

/** Normalises a plain text as the server compares it: ignores case and trailing spaces. */
export function fold(text: string): string {
  return text.trimEnd().toUpperCase();
}
