import { Readable } from "node:stream";

export type CsvCell = string | number | null;

/** A spreadsheet takes a cell that begins with one of these for a formula, and runs it. */
const FORMULA_START = /^[=+\-@\t\r\n]/;
/** By it spreadsheets know that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
/** Lines are sent in pieces of about this many characters. */
const PIECE_SIZE = 16_384;

function toText(cell: CsvCell): string {
  // Numbers are ours, and may be negative.
  if (typeof cell === "number") return String(cell);
  const text = FORMULA_START.test(cell ?? "") ? `'${cell}` : (cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line in the form of RFC 4180; what a spreadsheet would run begins with an apostrophe. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(toText).join(",")}\r\n`;
}

async function* pieces(
  header: readonly string[],
  rows: AsyncIterable<readonly CsvCell[]>,
): AsyncGenerator<string> {
  let piece = BYTE_ORDER_MARK + csvLine(header);
  for await (const row of rows) {
    piece += csvLine(row);
    if (piece.length < PIECE_SIZE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** A file of any size, made while it is sent: of its rows only some are in memory. */
export function csvStream(header: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): Readable {
  return Readable.from(pieces(header, rows), { objectMode: false });
}
