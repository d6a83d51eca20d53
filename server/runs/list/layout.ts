import { parseCell } from "./cells.ts";
import { looksLikeHeading, type MatchColumn, matchColumnOf, normalizeName } from "./columnNames.ts";
import type { Line } from "./lines.ts";
import { bestOf, isBlank, possibleDelimiters, type Reading, readingOf } from "./readings.ts";
import type { CsvRecord, Delimiter } from "./records.ts";
import { UnreadableList } from "./unreadableList.ts";

/** How to read a list. Decided before its first record is used. */
export interface ListLayout {
  readonly delimiter: Delimiter;
  /** The column names; empty if the list has no heading. */
  readonly names: readonly string[];
  /** The number of columns of the heading or first record. Records with another number are refused. */
  readonly width: number;
  /** The index of the chosen column, from 0. */
  readonly column: number;
  readonly match: MatchColumn;
  /** The line number of the heading; undefined if the list has none. */
  readonly headingLine: number | undefined;
  /** The line number of the first record. */
  readonly firstLine: number;
}

/** What the user specified about a list. The heading decides the rest. */
export interface LayoutChoice {
  /** Null for a list of one column. */
  readonly delimiter?: Delimiter | undefined;
  /** A column's name in the heading, or its number from 1. */
  readonly column?: string | undefined;
  readonly match?: MatchColumn | undefined;
  readonly hasHeading?: boolean | undefined;
}

export interface LayoutDecision {
  readonly layout: ListLayout;
  /** Why the user has to confirm the layout; undefined if it is certain. */
  readonly doubt: string | undefined;
  /** The first records, for the preview. */
  readonly sample: readonly CsvRecord[];
}

const MOST_COLUMNS = 1000;

/** Returns the columns whose cell in the first record equals the name. */
function columnsNamed({ first }: Reading, name: string): readonly number[] {
  const wanted = normalizeName(name);
  return first.cells.flatMap((cell, index) => (normalizeName(cell) === wanted ? [index] : []));
}

function isNumber(column: string | undefined): boolean {
  return column !== undefined && /^[1-9]\d{0,3}$/.test(column);
}

function lineOf({ lines }: CsvRecord): number {
  return lines[0]?.number ?? 1;
}

function layoutOf(
  { delimiter, first }: Reading,
  column: number,
  hasHeading: boolean,
  match: MatchColumn | undefined,
): ListLayout {
  const last = first.lines.at(-1)?.number ?? 1;
  return {
    delimiter,
    names: hasHeading ? first.cells : [],
    width: first.cells.length,
    column,
    match: match ?? (hasHeading ? matchColumnOf(first.cells[column] ?? "") : undefined) ?? "lead_id",
    headingLine: hasHeading ? lineOf(first) : undefined,
    firstLine: hasHeading ? last + 1 : lineOf(first),
  };
}

/** Returns the layout of an empty list. */
function emptyLayout({ match = "lead_id" }: LayoutChoice): ListLayout {
  return { delimiter: null, names: [], width: 1, column: 0, match, headingLine: undefined, firstLine: 1 };
}

/** Returns whether a first record is a heading, because no cell is a number. */
function seemsHeading({ first }: Reading): boolean {
  return first.cells.every((cell) => !("value" in parseCell(cell, "phone_number")));
}

/** Returns the most likely id column: a column with a known name, or else the one with the most ids. */
function guessColumn({ first, records }: Reading): number {
  const named = first.cells.findIndex((cell) => matchColumnOf(cell) !== undefined);
  if (named >= 0) return named;
  const counts = first.cells.map(
    (_, index) => records.filter(({ cells }) => "value" in parseCell(cells[index] ?? "", "lead_id")).length,
  );
  return counts.indexOf(Math.max(...counts));
}

/** Returns the separator from a first line such as `sep=;`, which Excel writes. */
function declaredDelimiter(line: Line | undefined): string | undefined {
  return /^"?sep=([^\r\n])"?\s*$/i.exec(line?.text ?? "")?.[1];
}

/**
 * Refuses a list with a title above its heading, because the title would be read as the heading.
 *
 * @throws UnreadableList
 */
function refuseTitle(lines: readonly Line[]): void {
  const [first, ...others] = lines.filter((line) => !isBlank(line));
  if (!first || looksLikeHeading(first.text)) return;
  const heading = others.find(({ text }) => looksLikeHeading(text));
  if (heading)
    throw new UnreadableList(
      `line ${heading.number} of the list looks like the heading: remove the lines above it`,
    );
}

function doubtOf({ fits, first }: Reading): string | undefined {
  return fits < 0.5
    ? `Line ${lineOf(first)} has ${first.cells.length} column${first.cells.length === 1 ? "" : "s"}, but most lines below it have another number of columns.`
    : undefined;
}

/** Decides by column name. The layout is certain if exactly one reading has exactly one such column. */
function decideByName(
  readings: readonly Reading[],
  name: string,
  choice: LayoutChoice,
): Omit<LayoutDecision, "sample"> | undefined {
  const found = readings.filter((reading) => columnsNamed(reading, name).length > 0);
  const best = bestOf(found);
  if (!best) return undefined;
  const columns = columnsNamed(best, name);
  const layout = layoutOf(best, columns[0] ?? 0, true, choice.match);
  if (found.length > 1) return { layout, doubt: `More than one separator would give a column “${name}”.` };
  if (columns.length > 1) return { layout, doubt: `${columns.length} columns are called “${name}”.` };
  return { layout, doubt: choice.delimiter === undefined ? doubtOf(best) : undefined };
}

/** Returns whether the first record can be a heading or a lead. */
function isReadable({ first }: Reading): boolean {
  return first.fault === undefined && first.cells.length <= MOST_COLUMNS;
}

/** Decides by column number, or by content if no heading names the column. */
function decideByPlace(readings: readonly Reading[], choice: LayoutChoice): Omit<LayoutDecision, "sample"> {
  const best = bestOf(readings);
  if (!best) return { layout: emptyLayout(choice), doubt: undefined };
  const width = best.first.cells.length;
  const isAlone = readings.length === 1;
  if (isNumber(choice.column)) {
    const column = Number(choice.column) - 1;
    const match = choice.match ?? matchColumnOf(best.first.cells[column] ?? "") ?? "lead_id";
    const heading = choice.hasHeading ?? !("value" in parseCell(best.first.cells[column] ?? "", match));
    const layout = layoutOf(best, Math.min(column, width - 1), heading, choice.match);
    if (column >= width)
      return { layout, doubt: `There is no column ${choice.column}: the first line has ${width}.` };
    if (choice.delimiter !== undefined) return { layout, doubt: undefined };
    return { layout, doubt: isAlone ? doubtOf(best) : "More than one separator is possible." };
  }
  const heading = choice.hasHeading ?? seemsHeading(best);
  const layout = layoutOf(best, guessColumn(best), heading, choice.match);
  if (choice.column !== undefined) return { layout, doubt: `The heading has no column “${choice.column}”.` };
  const isPlain = width === 1 && "value" in parseCell(best.first.cells[0] ?? "", "lead_id");
  if (isPlain && !heading)
    return { layout, doubt: isAlone ? doubtOf(best) : "More than one separator is possible." };
  return {
    layout,
    doubt: heading
      ? "The heading has no column lead_id."
      : "The list has no heading, so nothing says which column holds the lead ids.",
  };
}

/**
 * Decides from its first lines how to read a list. Pure.
 *
 * @throws UnreadableList if a line below the first looks like the heading, or the first line cannot be read
 */
export function decideLayout(lines: readonly Line[], choice: LayoutChoice): LayoutDecision {
  const declared = declaredDelimiter(lines[0]);
  const body = declared === undefined ? lines : lines.slice(1);
  refuseTitle(body);
  const delimiters = possibleDelimiters(body, choice.delimiter === undefined ? declared : choice.delimiter);
  const all = delimiters.flatMap((delimiter) => readingOf(body, delimiter) ?? []);
  const readings = all.filter(isReadable);
  const [unreadable] = all;
  if (unreadable && readings.length === 0)
    throw new UnreadableList(
      `line ${lineOf(unreadable.first)} of the list is no heading and no lead: it is damaged, or has more than ${MOST_COLUMNS} columns`,
    );
  const name = isNumber(choice.column) ? undefined : (choice.column ?? "lead_id");
  const named =
    name === undefined || choice.hasHeading === false ? undefined : decideByName(readings, name, choice);
  const decided = named ?? decideByPlace(readings, choice);
  const { delimiter } = decided.layout;
  const sample = readings.find((reading) => reading.delimiter === delimiter)?.records ?? [];
  return { ...decided, sample };
}
