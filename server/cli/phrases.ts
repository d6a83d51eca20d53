import { pageTexts } from "../lib/pageTexts.ts";
import { say } from "./output.ts";

/** Vicidial's import skips lines that start with #. */
const HEADER = [
  "# Texts of Lead Dearchive. Translate what follows each pipe, then paste all lines into Vicidial:",
  "# Admin, Languages, Import Language Phrases, with the action Add and Update Phrases.",
  "# A line without a translation would empty the same text on Vicidial's own pages: keep the English text instead.",
];

/**
 * Prints one line per text: English, a pipe, the translation, which starts as the English text.
 *
 * Source: import in admin_languages.php.
 */
export function printPhrases(): void {
  say([...HEADER, ...[...pageTexts()].map((text) => `${text}|${text}`)].join("\n"));
}
