export type CsvCell = string | number | null;

/**
 * Positions where a spreadsheet may start a cell: the start of our cell, and after each separator or line end inside it. A
 * spreadsheet that expects another separator than the comma ignores our quotes.
 */
const CELL_STARTS = /(^|[;\t\r\n|])(?=[\s"]*[=+\-@＝＋－＠])/g;
/** Characters that some spreadsheets strip from the start of a cell before they look for a formula. */
const STRIPPED_START = /^[\t\r\n]/;
const NEEDS_QUOTES = /[",;|\t\r\n]/;

/** Prefixes an apostrophe to everything that a spreadsheet would run as a formula. */
function disarm(text: string): string {
  const disarmed = text.replace(CELL_STARTS, "$1'");
  return STRIPPED_START.test(disarmed) ? `'${disarmed}` : disarmed;
}

function toText(cell: CsvCell): string {
  // Numbers come from the plugin itself and may be negative, so they need no guard.
  if (typeof cell === "number") return String(cell);
  const text = disarm(cell ?? "");
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Writes one line of CSV (RFC 4180). All CSV files of the plugin use this function, which guards against formulas.
 *
 * @param end the line end; command-line files use `
`
 */
export function csvLine(cells: readonly CsvCell[], end: "\r\n" | "\n" = "\r\n"): string {
  return `${cells.map(toText).join(",")}${end}`;
}
