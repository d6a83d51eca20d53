import { CsvError, type Options } from "csv-parse";
import { parse } from "csv-parse/sync";
import { isBinary } from "./decodeText.ts";
import type { Line } from "./lines.ts";

/** The column separator of a list; null for a single column. */
export type Delimiter = string | null;

/** A record of a list, or the reason why its line is not a record. */
export interface CsvRecord {
  /** The record's lines; several if a quoted cell contains line breaks. */
  readonly lines: readonly Line[];
  readonly cells: readonly string[];
  readonly fault: "quotes" | "too_long" | "binary" | undefined;
}

type Cells = readonly string[];

/** Records, and the number of lines that they took. */
interface Parsed {
  readonly records: readonly CsvRecord[];
  readonly taken: number;
}

/** Maximum number of lines of a quoted cell. */
const MAX_QUOTED_LINES = 50;
/** Placeholder for "no delimiter". It cannot occur, because lines that contain it are refused as binary. */
const NO_DELIMITER = "\0";

function optionsOf(delimiter: Delimiter): Options {
  return {
    delimiter: delimiter ?? NO_DELIMITER,
    record_delimiter: "\n",
    relax_column_count: true,
    // An inch sign inside a cell is text.
    relax_quotes: true,
    skip_empty_lines: false,
    trim: true,
  };
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => `${text}\n`).join("");
}

/** Runs the parser, and returns its error if the text is not valid CSV. */
function attempt<T>(text: string, options: Options): readonly T[] | CsvError {
  try {
    const parsed: unknown = parse(text, options);
    return parsed as readonly T[];
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
}

/** Returns the records of a text, or the parser's error. */
function tryParse(lines: readonly Line[], options: Options): readonly Cells[] | CsvError {
  return attempt<Cells>(textOf(lines), options);
}

function faultOf({ text, isTooLong }: Line): CsvRecord["fault"] {
  if (isTooLong) return "too_long";
  return isBinary(text) ? "binary" : undefined;
}

/** Parses a record from one line, or returns "open" if a quoted cell continues on the next line. */
function parseLine(line: Line, options: Options): CsvRecord | "open" {
  const fault = faultOf(line);
  if (fault !== undefined) return { lines: [line], cells: [], fault };
  // Lines without quotation marks are split directly, ten times as fast as with the parser.
  if (!line.text.includes('"')) {
    const cells =
      options.delimiter === NO_DELIMITER ? [line.text] : line.text.split(String(options.delimiter));
    return { lines: [line], cells, fault: undefined };
  }
  let parsed = tryParse([line], options);
  if (parsed instanceof CsvError && parsed.code !== "CSV_QUOTE_NOT_CLOSED")
    // Without trimming, the parser accepts text after a closing quote.
    parsed = tryParse([line], { ...options, trim: false });
  if (!(parsed instanceof CsvError)) return { lines: [line], cells: parsed[0] ?? [], fault: undefined };
  return parsed.code === "CSV_QUOTE_NOT_CLOSED" ? "open" : { lines: [line], cells: [], fault: "quotes" };
}

/** Parses a multi-line record, or returns undefined if its quote is never properly closed. */
function parseLines(lines: readonly Line[], options: Options): CsvRecord | undefined {
  for (let count = 2; count <= lines.length; count += 1) {
    const last = lines[count - 1];
    if (!last || faultOf(last) !== undefined) return undefined;
    if (!last.text.includes('"')) continue;
    const taken = lines.slice(0, count);
    const parsed = tryParse(taken, { ...options, relax_quotes: false });
    if (!(parsed instanceof CsvError))
      return parsed.length === 1 ? { lines: taken, cells: parsed[0] ?? [], fault: undefined } : undefined;
    if (parsed.code !== "CSV_QUOTE_NOT_CLOSED") return undefined;
  }
  return undefined;
}

/** Parses each line as one record, or returns undefined if a line is invalid or belongs to a multi-line record. */
function parseSingles(lines: readonly Line[], options: Options): Parsed | undefined {
  const parsed = tryParse(lines, options);
  if (parsed instanceof CsvError || parsed.length !== lines.length) return undefined;
  const records = parsed.map((cells, at) => ({ lines: lines.slice(at, at + 1), cells, fault: undefined }));
  return { records, taken: lines.length };
}

/** Returns the lines up to the last one that leaves no quoted cell open. */
function closedPart(lines: readonly Line[]): readonly Line[] {
  let [quotes, end] = [0, 0];
  for (const [index, { text }] of lines.entries()) {
    quotes += text.split('"').length - 1;
    if (quotes % 2 === 0) end = index + 1;
  }
  return lines.slice(0, end);
}

/** Parses valid CSV with multi-line records, or returns undefined if the lines are not valid. */
function parseProper(lines: readonly Line[], options: Options): Parsed | undefined {
  const closed = closedPart(lines);
  const strict = { ...options, relax_quotes: false, raw: true };
  const parsed = attempt<{ record: Cells; raw: string }>(textOf(closed), strict);
  if (parsed instanceof CsvError) return undefined;
  let taken = 0;
  const records = parsed.map(({ record: cells, raw }) => {
    const own = closed.slice(taken, taken + raw.split("\n").length - 1);
    taken += own.length;
    return { lines: own, cells, fault: undefined };
  });
  const isProper = taken > 0 && records.every((record) => record.lines.length <= MAX_QUOTED_LINES);
  return isProper ? { records, taken } : undefined;
}

/** Parses the first lines one by one, so that an invalid line affects no other line. */
function parseOneByOne(lines: readonly Line[], options: Options, isEnd: boolean): Parsed {
  const records: CsvRecord[] = [];
  let taken = 0;
  while (taken < Math.min(lines.length, MAX_QUOTED_LINES)) {
    const [line] = lines.slice(taken, taken + 1);
    if (!line) break;
    const ahead = lines.slice(taken, taken + MAX_QUOTED_LINES);
    let record = parseLine(line, options);
    if (record === "open") {
      if (!isEnd && ahead.length < MAX_QUOTED_LINES) break;
      record = parseLines(ahead, options) ?? { lines: [line], cells: [], fault: "quotes" };
    }
    records.push(record);
    taken += record.lines.length;
  }
  return { records, taken };
}

/**
 * Parses lines into records. An invalid line becomes a record with a fault, and parsing continues with the next line.
 *
 * @param isEnd whether these are the last lines
 * @returns the records and the number of lines that they took; pass the remaining lines to the next call
 */
export function parseRecords(lines: readonly Line[], delimiter: Delimiter, isEnd: boolean): Parsed {
  const options = optionsOf(delimiter);
  const isText = lines.every((line) => faultOf(line) === undefined);
  const whole = isText ? (parseSingles(lines, options) ?? parseProper(lines, options)) : undefined;
  return whole ?? parseOneByOne(lines, options, isEnd);
}

/** Parses the lines of a complete list. */
export function parseAll(lines: readonly Line[], delimiter: Delimiter): readonly CsvRecord[] {
  const all: CsvRecord[] = [];
  for (let at = 0; at < lines.length; ) {
    const { records, taken } = parseRecords(lines.slice(at), delimiter, true);
    all.push(...records);
    at += taken;
  }
  return all;
}
