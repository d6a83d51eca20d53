import type { Readable } from "node:stream";
import { parseCell } from "./cells.ts";
import { looksLikeHeading } from "./columnNames.ts";
import type { LayoutChoice } from "./layout.ts";
import { type ListEntry, type OpenedList, openLeadList } from "./openLeadList.ts";

/** Separators between pasted ids. A no-break space is none: it groups digits. */
const BETWEEN_IDS = /[ \t,;]+/;
/** Numbers with commas or single blanks between them, and which of them could be one number with thousands separators. */
const RUNS = [
  { run: /\d+(?:,\d+)+/g, grouped: /^\d{1,3}(?:,\d{3})+$/ },
  { run: /\d+(?: \d+)+/g, grouped: /^\d{1,3}(?: \d{3})+$/ },
] as const;
/** Words, where a number with thousands separators is one. */
const GROUPED_WORDS = /(?<!\d)\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?!\d)|[^ \t,;]+/g;
const CHARACTERS_SHOWN = 40;

/** The value of `between` that says that every blank and comma separates ids. */
export const SEPARATE_IDS = "ids";
/** The value of `between` that says that commas and blanks group the digits of a number. */
export const GROUPED_DIGITS = "digits";

/**
 * The first numbers that could be one number or several. Undefined where there are none, or where other numbers show that
 * their separator separates ids.
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
 * Reads ids that a person pasted, with blanks, commas or lines between. Text whose first line names columns is read as CSV.
 *
 * @param between what blanks and commas mean, where a person was asked
 * @throws UnreadableList as openLeadList does
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
