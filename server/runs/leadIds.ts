import { addAbortSignal, pipeline, type Readable } from "node:stream";
import { CsvError, type Options, parse } from "csv-parse";

/** A line of a list: an id, or a text that is none. */
export type ListedLead = { readonly leadId: number } | { readonly invalid: string; readonly line: number };

/** A list that cannot be read: the message says why, for a person. */
export class UnreadableList extends Error {}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** As people write it, too: `Lead ID`. */
const ID_COLUMN = /^lead[ _-]?id$/i;
const OPTIONS: Options = {
  bom: true,
  delimiter: [",", ";", "\t"],
  info: true,
  // A quote that is never closed must not swallow a whole file.
  max_record_size: 64 * 1024,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
};

function isId(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

interface Heading {
  readonly column: number;
  readonly isHeading: boolean;
  /** The first column's name, where it is only supposed to hold the ids. */
  readonly supposed: string | undefined;
}

/** Which column holds the ids: the one named lead_id, else the first; and whether the first line names columns. */
function readHeading(first: readonly string[]): Heading {
  const named = first.findIndex((name) => ID_COLUMN.test(name));
  const isHeading = named >= 0 || !isId(first[0] ?? "");
  return {
    column: Math.max(named, 0),
    isHeading,
    supposed: named < 0 && isHeading ? (first[0] ?? "") : undefined,
  };
}

function whyUnreadable(error: unknown): UnreadableList {
  const message = error instanceof Error ? error.message : String(error);
  const what = error instanceof CsvError ? "is not CSV" : "cannot be read";
  return new UnreadableList(`the list ${what}: ${message}`, { cause: error });
}

/** The records of a text. What ends one of the two streams ends the other: no input is left open behind us. */
function recordsOf(input: Readable, stop: AbortSignal): AsyncIterable<ParsedRecord> {
  // An error comes out where the records are read, too.
  const records = pipeline(input, parse(OPTIONS), () => undefined);
  return addAbortSignal(stop, records) as AsyncIterable<ParsedRecord>;
}

/**
 * Reads lead ids from CSV (with commas, semicolons or tabs; the column lead_id, else the first) or from one id a line,
 * of any size, without ever holding the whole.
 *
 * @param stop ends the reading at once, even of an input that stands still
 * @param suppose told the first column's name where none is called lead_id
 * @throws UnreadableList where the text is not CSV, naming the line, or cannot be read
 */
export async function* readLeadIds(
  input: Readable,
  stop: AbortSignal,
  suppose: (column: string) => void,
): AsyncGenerator<ListedLead> {
  let heading: Heading | undefined;
  try {
    for await (const { record, info } of recordsOf(input, stop)) {
      const isFirst = heading === undefined;
      heading ??= readHeading(record);
      if (isFirst && heading.supposed !== undefined) suppose(heading.supposed);
      if (isFirst && heading.isHeading) continue;
      const text = record[heading.column] ?? "";
      yield isId(text) ? { leadId: Number(text) } : { invalid: text, line: info.lines };
    }
  } catch (error) {
    if (!stop.aborted) throw whyUnreadable(error);
  }
}
