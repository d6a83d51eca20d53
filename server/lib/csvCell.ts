export type CsvCell = string | number | null;

/**
 * Where a spreadsheet may begin a cell: at the start of our cell, and behind each separator or line end inside it, because
 * a spreadsheet set to another separator than the comma ignores our quotes.
 */
const CELL_STARTS = /(^|[;\t\r\n|])(?=[\s"]*[=+\-@＝＋－＠])/g;
/** Characters that some spreadsheets strip from the start of a cell before they look for a formula. */
const STRIPPED_START = /^[\t\r\n]/;
const NEEDS_QUOTES = /[",;|\t\r\n]/;

/** Puts an apostrophe in front of everything that a spreadsheet would run as a formula. */
function disarm(text: string): string {
  const disarmed = text.replace(CELL_STARTS, "$1'");
  return STRIPPED_START.test(disarmed) ? `'${disarmed}` : disarmed;
}

function toText(cell: CsvCell): string {
  // Numbers come from the plugin itself and may be negative.
  if (typeof cell === "number") return String(cell);
  const text = disarm(cell ?? "");
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Writes one line of CSV (RFC 4180). Every CSV file of the plugin is written by this function: a cell that a spreadsheet
 * would run as a formula gets an apostrophe in front.
 *
 * @param end the line end; command-line files use `\n`
 */
export function csvLine(cells: readonly CsvCell[], end: "\r\n" | "\n" = "\r\n"): string {
  return `${cells.map(toText).join(",")}${end}`;
}
