import type { MatchColumn } from "./columnNames.ts";

/** Why a line of a list has no lead. */
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

/** The largest value of INT UNSIGNED, which lead_id is. */
export const MAX_LEAD_ID = 4_294_967_295;
/** As long as Vicidial's columns are. */
const MAX_VENDOR_CODE = 20;
const MAX_PHONE = 18;

/** The value of a cell, or why it has none. */
export type CellValue = { readonly value: string } | { readonly fault: LineFault };

/** The text of a cell; `="104"` is how spreadsheets keep a number as text. */
function textOf(cell: string): string {
  const text = cell.trim();
  return (/^="(.*)"$/s.exec(text)?.[1] ?? text).trim();
}

function parseId(text: string): CellValue {
  // Leading zeros are how a ZEROFILL column shows an id; `.0` is how programs write a column of decimals.
  const digits = /^(\d+)(?:\.0)?$/.exec(text)?.[1];
  if (digits === undefined)
    return { fault: /^\d{1,3}([.,'’\s]\d{3})+$/.test(text) ? "grouped" : "not_whole" };
  const significant = digits.replace(/^0+(?=\d)/, "");
  const isKnown = significant.length <= 10 && Number(significant) <= MAX_LEAD_ID;
  return isKnown ? { value: significant } : { fault: "too_large" };
}

/** Whether a spreadsheet has shortened a long number: `1.23E+12`. */
function isAltered(text: string): boolean {
  return /^\d+([.,]\d+)?E\+?\d+$/i.test(text);
}

function parseVendorCode(text: string): CellValue {
  if (isAltered(text)) return { fault: "altered" };
  return [...text].length <= MAX_VENDOR_CODE ? { value: text } : { fault: "too_long_value" };
}

/** Numbers are compared without what people write between the digits. */
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
