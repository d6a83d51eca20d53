import { Temporal } from "temporal-polyfill";
import { UsageError } from "./usageError.ts";

/**
 * Parses a time. One without an offset is in the given zone.
 *
 * @throws UsageError naming the option
 */
export function parseInstant(option: string, text: string, zone: string): Date {
  try {
    const exact = /(Z|[+-]\d{2}:?\d{2})$/i.test(text);
    const instant = exact
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
    return new Date(instant.epochMilliseconds);
  } catch {
    throw new UsageError(
      `${option} must be a time such as 2026-11-23T09:00 or 2026-11-23T09:00:00Z, not "${text}"`,
    );
  }
}
