import type { LeadChanges } from "./leadChanges.ts";

/** A value of a column, as it is stored in the history. */
export interface ColumnValue {
  readonly text: string | null;
  /** The bytes in hexadecimal digits, if the text has other bytes in UTF-8. */
  readonly hex?: string;
  /** The position in the list of an ENUM: '' may be an illegal value or an entry. */
  readonly mark?: string;
}

/** A column with its values before and after a batch. */
export interface ColumnChange {
  readonly column: string;
  readonly before: ColumnValue;
  readonly after: ColumnValue;
}

/** What a batch changes in a lead. */
export interface ChangedLead {
  readonly leadId: number;
  readonly columns: readonly ColumnChange[];
}

/**
 * What a batch changes in the live rows of the leads that it moves. `set`: new values; `at` decides about daylight saving
 * time. `revert`: what an earlier batch changed, where the row still holds those values.
 */
export type BatchChanges =
  | { readonly kind: "set"; readonly changes: LeadChanges; readonly at: Date }
  | { readonly kind: "revert"; readonly batchId: number };

/** Columns whose values print in several ways, such as -5 and -5.00. */
const PRINTED_NUMBERS: ReadonlySet<string> = new Set(["gmt_offset_now"]);

/** Tests whether two values of a column are the same. A planned value has neither bytes nor mark. Pure. */
export function isSameValue(column: string, one: ColumnValue, other: ColumnValue): boolean {
  if (one.text === null || other.text === null) return one.text === other.text;
  if (one.mark !== undefined && other.mark !== undefined && one.mark !== other.mark) return false;
  if (PRINTED_NUMBERS.has(column.toLowerCase())) return Number(one.text) === Number(other.text);
  return one.hex !== undefined && other.hex !== undefined ? one.hex === other.hex : one.text === other.text;
}
