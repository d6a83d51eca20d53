import { Readable } from "node:stream";
import { type CsvCell, csvLine } from "../../lib/csvCell.ts";

/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
/** Approximate chunk size in characters. */
const CHUNK_SIZE = 16_384;

async function* chunks(
  header: readonly string[],
  rows: AsyncIterable<readonly CsvCell[]>,
): AsyncGenerator<string> {
  let chunk = BYTE_ORDER_MARK + csvLine(header);
  for await (const row of rows) {
    chunk += csvLine(row);
    if (chunk.length < CHUNK_SIZE) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

/** Streams a CSV file of any size, holding only one chunk in memory. */
export function csvStream(header: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): Readable {
  return Readable.from(chunks(header, rows), { objectMode: false });
}
