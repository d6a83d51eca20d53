import type { MatchColumn } from "./columnNames.ts";

/** The reason why a line of a list was refused. */
export type LineFault =
  | "empty"
  | "not_whole"
  | "grouped"
  | "too_large"
  | "too_long_value"
  | "altered"
  | "unreadable"
  | "width"
  | "quotes"
  | "too_long"
  | "binary"
  | "heading"
  | "no_match"
  | "too_many_leads";

/** The maximum of lead_id, an INT UNSIGNED. */
export const MAX_LEAD_ID = 4_294_967_295;
/** In characters, from Vicidial's column definitions. */
const MAX_VENDOR_CODE = 20;
const MAX_PHONE = 18;

/** The value of a cell, or the reason why it was refused. */
export type CellValue = { readonly value: string } | { readonly fault: LineFault };

/** Returns the text of a cell. Spreadsheets write `="104"` for a number stored as text. */
function textOf(cell: string): string {
  const text = cell.trim();
  return (/^="(.*)"$/s.exec(text)?.[1] ?? text).trim();
}

function parseId(text: string): CellValue {
  // ZEROFILL columns add leading zeros, and programs that export decimals add `.0`.
  const digits = /^(\d+)(?:\.0)?$/.exec(text)?.[1];
  if (digits === undefined)
    return { fault: /^\d{1,3}([.,'’\s]\d{3})+$/.test(text) ? "grouped" : "not_whole" };
  const significant = digits.replace(/^0+(?=\d)/, "");
  const isKnown = significant.length <= 10 && Number(significant) <= MAX_LEAD_ID;
  return isKnown ? { value: significant } : { fault: "too_large" };
}

/** Returns whether a spreadsheet has shortened a long number, such as `1.23E+12`. */
function isAltered(text: string): boolean {
  return /^\d+([.,]\d+)?E\+?\d+$/i.test(text);
}

function parseVendorCode(text: string): CellValue {
  if (isAltered(text)) return { fault: "altered" };
  return [...text].length <= MAX_VENDOR_CODE ? { value: text } : { fault: "too_long_value" };
}

/** Removes the punctuation between the digits of a phone number. */
function parsePhone(text: string): CellValue {
  if (isAltered(text)) return { fault: "altered" };
  if (!/^[\d\s()+./-]+$/.test(text)) return { fault: "not_whole" };
  const digits = text.replace(/\D/g, "");
  if (digits === "") return { fault: "not_whole" };
  return digits.length <= MAX_PHONE ? { value: digits } : { fault: "too_long_value" };
}

const PARSERS: Readonly<Record<MatchColumn, (text: string) => CellValue>> = {
  lead_id: parseId,
  vendor_lead_code: parseVendorCode,
  phone_number: parsePhone,
};

/** Reads the cell of the chosen column. Pure. */
export function parseCell(cell: string, match: MatchColumn): CellValue {
  const text = textOf(cell);
  if (text === "") return { fault: "empty" };
  if (text.includes("\ufffd")) return { fault: "unreadable" };
  return PARSERS[match](text);
}
