import { say } from "./output.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Hidden where the terminal is too narrow, the highest number first. Left out: always shown. */
  readonly hide?: number;
  /** Whether long cells may be cut. */
  readonly cuts?: boolean;
}

/** Width of a terminal that does not know its own. */
const DEFAULT_WIDTH = 80;
const GAP = "  ";
/** Width to which a column is cut at most, unless nothing else can be hidden. */
const CUT_WIDTH = 16;

interface FittedColumn {
  readonly title: string;
  readonly hide: number | undefined;
  readonly cuts: boolean;
  readonly width: number;
  readonly cells: readonly string[];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`;
}

function widthOf(columns: readonly FittedColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
}

/** Narrows the columns that may be cut, the widest first. */
function narrow(columns: readonly FittedColumn[], width: number, least: number): readonly FittedColumn[] {
  const excess = widthOf(columns) - width;
  const [widest] = columns
    .filter((each) => each.cuts && each.width > least)
    .sort((a, b) => b.width - a.width);
  if (excess <= 0 || !widest) return columns;
  const narrowed = { ...widest, width: Math.max(least, widest.width - excess) };
  return narrow(
    columns.map((each) => (each === widest ? narrowed : each)),
    width,
    least,
  );
}

/** Hides columns until the rest fits. */
function fitted(columns: readonly FittedColumn[], width: number): readonly FittedColumn[] {
  const narrowed = narrow(columns, width, CUT_WIDTH);
  if (widthOf(narrowed) <= width) return narrowed;
  const last = Math.max(...columns.map(({ hide = 0 }) => hide));
  if (last === 0) return narrow(narrowed, width, 1);
  return fitted(
    columns.filter(({ hide }) => hide !== last),
    width,
  );
}

/**
 * Prints rows as aligned columns under a heading. On a terminal, the table fits its width: long cells are cut, and less important
 * columns are hidden and named below.
 */
export function printTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const whole = columns.map(({ title, cell, hide, cuts = false }): FittedColumn => {
    const cells = rows.map(cell);
    return { title, hide, cuts, cells, width: Math.max(title.length, ...cells.map(({ length }) => length)) };
  });
  const width = process.stdout.isTTY ? process.stdout.columns || DEFAULT_WIDTH : Number.POSITIVE_INFINITY;
  const shown = fitted(whole, width);
  const line = (texts: readonly string[]) =>
    say(
      shown
        .map((column, at) => cut(texts[at] ?? "", column.width).padEnd(column.width))
        .join(GAP)
        .trimEnd(),
    );
  line(shown.map(({ title }) => title));
  for (const index of rows.keys()) line(shown.map(({ cells }) => cells[index] ?? ""));
  const hidden = whole.filter(({ title }) => !shown.some((each) => each.title === title));
  if (hidden.length === 0) return;
  say(`\nHidden: ${hidden.map(({ title }) => title).join(", ")}`);
  say("A wider terminal or --json shows everything.");
}
