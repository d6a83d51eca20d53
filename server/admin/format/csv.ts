import { Readable } from "node:stream";
import { type CsvCell, csvLine } from "../../lib/csvCell.ts";

/** By it spreadsheets know that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
/** Lines are sent in pieces of about this many characters. */
const PIECE_SIZE = 16_384;

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
