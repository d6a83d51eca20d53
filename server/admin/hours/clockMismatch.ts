import { Temporal } from "temporal-polyfill";
import type { HoursStore } from "../../hours/hoursStore.ts";
import type { RuleSettings } from "../../hours/officeHoursRule.ts";

/** Two clocks that should agree. */
export interface ClockMismatch {
  readonly zone: string;
  /** UTC offset such as `+01:00`. */
  readonly rule: string;
  readonly server: string;
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/**
 * Compares a rule's time zone with the database server's clock, which Vicidial uses for call times. Returns null if they agree,
 * if the rule follows no call time, or if the server does not report its offset.
 */
export async function clockMismatch(
  store: HoursStore,
  { callTimeId, timeZone, mode }: RuleSettings,
  customer: string,
  now: Date,
): Promise<ClockMismatch | null> {
  if (callTimeId === null || mode === "off") return null;
  const server = await store.serverOffset(customer, now);
  const { offset } = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  if (server === null || offsetText(server) === offset) return null;
  return { zone: timeZone, rule: offset, server: offsetText(server) };
}
