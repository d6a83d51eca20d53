import { UsageError } from "./usageError.ts";

/**
 * Parses a whole number.
 *
 * @throws UsageError naming the option, the allowed range and the value
 */
export function parseWhole(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${option} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}

/** Parses `--before`, the id from which the next page of a list continues. */
export function parseBefore(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseWhole("--before", text, 1, Number.MAX_SAFE_INTEGER);
}
