import type { Readable } from "node:stream";
import { parseCell } from "./cells.ts";
import { looksLikeHeading } from "./columnNames.ts";
import type { LayoutChoice } from "./layout.ts";
import { type ListEntry, type OpenedList, openLeadList } from "./openLeadList.ts";

/** Separators between pasted ids. A no-break space is none: it groups digits. */
const BETWEEN_IDS = /[ \t,;]+/;
/** A line that could be one number with thousands separators, or several ids. */
const GROUPED = /^\s*\d{1,3}(?:(,)\d{3}(?:,\d{3})*|( )\d{3}(?: \d{3})*)\s*$/;
const CHARACTERS_SHOWN = 40;

/** The value of `between` that says that every blank and comma separates ids. */
export const SEPARATE_IDS = "ids";
/** The value of `between` that says that each line is one number. */
export const ONE_PER_LINE = "lines";

/** The first line that could be one number or several; undefined where other lines show that its separator separates ids. */
function doubtfulLine(lines: readonly string[]): string | undefined {
  const grouped = lines.filter((line) => GROUPED.test(line));
  return grouped.find((line) => {
    const separator = line.trim().includes(",") ? "," : " ";
    return !lines.some((other) => !grouped.includes(other) && other.trim().includes(separator));
  });
}

function* entriesOf(lines: readonly string[], between: string | undefined): Generator<ListEntry> {
  for (const [index, text] of lines.entries()) {
    const isOne =
      between === ONE_PER_LINE || (between !== SEPARATE_IDS && doubtfulLine([text]) !== undefined);
    const words = (isOne ? [text.trim()] : text.split(BETWEEN_IDS)).filter((word) => word !== "");
    for (const word of words) {
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
  const doubtful = doubtfulLine(lines);
  const isAsked = doubtful !== undefined && between !== SEPARATE_IDS && between !== ONE_PER_LINE;
  const separates = isAsked ? undefined : doubtful === undefined ? SEPARATE_IDS : between;
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
      ? `“${doubtful.trim().slice(0, CHARACTERS_SHOWN)}” could be one number or several lead ids.`
      : undefined,
    sample: [],
    async *entries() {
      yield* entriesOf(lines, separates);
    },
  };
}
