import { UsageError } from "./usageError.ts";

/** What a speed limit counts, and the unit of time that stands after it. */
export interface RateUnit {
  readonly counted: string;
  readonly per: "s" | "min";
  readonly max: number;
}

/**
 * Parses a value of `--rate` such as `200/s`. A plain number has the same unit, as older scripts write it.
 *
 * @throws UsageError naming the unit and the allowed range
 */
export function parseRate(text: string, { counted, per, max }: RateUnit): number {
  const digits = text.endsWith(`/${per}`) ? text.slice(0, -per.length - 1) : text;
  const value = Number(digits);
  if (!/^\d+$/.test(digits) || value < 1 || value > max)
    throw new UsageError(`--rate must be 1/${per} to ${max}/${per} (${counted}), not "${text}"`);
  return value;
}
