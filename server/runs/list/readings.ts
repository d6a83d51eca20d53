import type { Line } from "./lines.ts";
import { type CsvRecord, type Delimiter, parseAll } from "./records.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** A list as one delimiter would have it. */
export interface Reading {
  readonly delimiter: Delimiter;
  readonly first: CsvRecord;
  readonly records: readonly CsvRecord[];
  /** The share of the records below the first that have as many columns as it. */
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

/** The most even reading, and of equally even ones the widest. */
export function bestOf(readings: readonly Reading[]): Reading | undefined {
  return readings.toSorted(
    (one, other) => other.fits - one.fits || other.first.cells.length - one.first.cells.length,
  )[0];
}

/** The delimiters that a list could have; null alone where no line that counts has any. */
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
