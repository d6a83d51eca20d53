import type { Line } from "./lines.ts";
import { type CsvRecord, type Delimiter, parseAll } from "./records.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** A list parsed with one possible delimiter. */
export interface Reading {
  readonly delimiter: Delimiter;
  readonly first: CsvRecord;
  readonly records: readonly CsvRecord[];
  /** The share of later records with as many columns as the first record. */
  readonly fits: number;
}

function hasDelimiter({ text }: Line): boolean {
  return DELIMITERS.some((delimiter) => text.includes(delimiter));
}

export function isBlank({ text }: Line): boolean {
  return text.trim() === "";
}

export function readingOf(lines: readonly Line[], delimiter: Delimiter): Reading | undefined {
  const records = parseAll(lines, delimiter);
  const [first, ...others] = records.filter(({ lines: [line] }) => line && !isBlank(line));
  if (!first) return undefined;
  const isFit = ({ cells, lines: [line] }: CsvRecord) =>
    delimiter === null ? line !== undefined && !hasDelimiter(line) : cells.length === first.cells.length;
  const fits = others.length === 0 ? 1 : others.filter(isFit).length / others.length;
  return { delimiter, first, records: [first, ...others], fits };
}

/** Returns the reading with the most uniform column count, and among equals the one with the most columns. */
export function bestOf(readings: readonly Reading[]): Reading | undefined {
  return readings.toSorted(
    (one, other) => other.fits - one.fits || other.first.cells.length - one.first.cells.length,
  )[0];
}

/** Returns the possible delimiters of a list, or only null if no relevant line contains one. */
export function possibleDelimiters(
  lines: readonly Line[],
  fixed: Delimiter | undefined,
): readonly Delimiter[] {
  if (fixed !== undefined) return [fixed];
  const [first, ...others] = lines.filter((line) => !isBlank(line));
  if (!first) return [null];
  const inFirst = DELIMITERS.filter((delimiter) => first.text.includes(delimiter));
  if (inFirst.length > 0) return inFirst;
  const isColumn = others.filter(hasDelimiter).length <= others.length / 2;
  return isColumn
    ? [null]
    : [null, ...DELIMITERS.filter((delimiter) => others.some(({ text }) => text.includes(delimiter)))];
}
