import type { LeadCursor } from "../../runs/runLeadPage.ts";
import type { FieldReading } from "./runFields.ts";

/** Reads a whole number of a query string. */
export function readWholeNumber(least: number, most: number): (value: unknown) => FieldReading<number> {
  return (value) => {
    const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    const fits = Number.isSafeInteger(number) && number >= least && number <= most;
    return fits ? { value: number } : { wanted: `a whole number from ${least} to ${most}` };
  };
}

/** Returns the cursor of a page of leads. */
export function cursorText({ chunk, after }: LeadCursor): string {
  return `${chunk}.${after}`;
}

/** Reads a cursor of `cursorText`. */
export function readCursor(value: unknown): FieldReading<LeadCursor> {
  const [, chunk, after] = /^(\d{1,9})\.(-1|\d{1,10})$/.exec(String(value)) ?? [];
  return chunk !== undefined && after !== undefined
    ? { value: { chunk: Number(chunk), after: Number(after) } }
    : { wanted: "the `next` of an earlier answer" };
}
