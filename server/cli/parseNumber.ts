import { UsageError } from "./usageError.ts";

/**
 * Parses a whole number.
 *
 * @param unit what is counted, for the message
 * @throws UsageError naming the option, the allowed range and the value
 */
export function parseWhole(option: string, text: string, min: number, max: number, unit?: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    const wanted = `a whole number${unit ? ` of ${unit}` : ""} from ${min} to ${max}`;
    throw new UsageError(`${option} must be ${wanted}, not "${text}"`);
  }
  return value;
}
