import { Temporal } from "temporal-polyfill";
import type { HoursStore } from "../../hours/hoursStore.ts";
import type { RuleSettings } from "../../hours/officeHoursRule.ts";

/** Two clocks that should be one. */
export interface ClockMismatch {
  readonly zone: string;
  /** As offsets from UTC, such as `+01:00`. */
  readonly rule: string;
  readonly server: string;
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/**
 * Vicidial means its server's clock by a call time. Tells where the rule that follows one is judged by another clock
 * than the database server shows; null where they agree, or where the server does not tell.
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
