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
