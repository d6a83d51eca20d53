import type { Readable } from "node:stream";
import { parseCell } from "./cells.ts";
import { looksLikeHeading } from "./columnNames.ts";
import type { LayoutChoice } from "./layout.ts";
import { type ListEntry, type OpenedList, openLeadList } from "./openLeadList.ts";

/** Separators between pasted ids. Excludes the no-break space, which groups digits. */
const BETWEEN_IDS = /[ \t,;]+/;
/** Numbers separated by commas or single spaces, and the form of one number with thousands separators. */
const RUNS = [
  { run: /\d+(?:,\d+)+/g, grouped: /^\d{1,3}(?:,\d{3})+$/ },
  { run: /\d+(?: \d+)+/g, grouped: /^\d{1,3}(?: \d{3})+$/ },
] as const;
/** Words; a number with thousands separators counts as one word. */
const GROUPED_WORDS = /(?<!\d)\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?!\d)|[^ \t,;]+/g;
const CHARACTERS_SHOWN = 40;

/** Value of `between`: spaces and commas separate ids. */
export const SEPARATE_IDS = "ids";
/** Value of `between`: spaces and commas group the digits of a number. */
export const GROUPED_DIGITS = "digits";

/**
 * Returns the first text that could be one number or several, or undefined if there is none or other numbers show that
 * the separator separates ids.
 */
function doubtfulNumbers(lines: readonly string[]): string | undefined {
  for (const { run, grouped } of RUNS) {
    const runs = lines.flatMap((line) => line.match(run) ?? []);
    if (runs.length > 0 && runs.every((numbers) => grouped.test(numbers))) return runs[0];
  }
  return undefined;
}

function* entriesOf(lines: readonly string[], between: string): Generator<ListEntry> {
  for (const [index, text] of lines.entries()) {
    const words = between === GROUPED_DIGITS ? (text.match(GROUPED_WORDS) ?? []) : text.split(BETWEEN_IDS);
    for (const word of words.filter((each) => each !== "")) {
      const cell = parseCell(word, "lead_id");
      yield "value" in cell
        ? { line: index + 1, value: cell.value }
        : { line: index + 1, text: word, fault: cell.fault };
    }
  }
}

/**
 * Reads pasted ids, separated by spaces, commas or line breaks. Text whose first line is a heading is read as CSV.
 *
 * @param between the meaning of spaces and commas, if the user was asked
 * @throws UnreadableList in the same cases as openLeadList
 */
export async function openPastedIds(
  text: string,
  input: Readable,
  choice: LayoutChoice,
  between: string | undefined,
  stop: AbortSignal,
): Promise<OpenedList> {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.some(looksLikeHeading)) return openLeadList(input, choice, stop);
  input.destroy();
  const doubtful = doubtfulNumbers(lines);
  const isAsked = doubtful !== undefined && between !== SEPARATE_IDS && between !== GROUPED_DIGITS;
  return {
    layout: {
      delimiter: null,
      names: [],
      width: 1,
      column: 0,
      match: "lead_id",
      headingLine: undefined,
      firstLine: 1,
    },
    doubt: isAsked
      ? `“${doubtful.slice(0, CHARACTERS_SHOWN)}” could be one number or several lead ids.`
      : undefined,
    sample: [],
    async *entries() {
      yield* entriesOf(lines, between ?? SEPARATE_IDS);
    },
  };
}
