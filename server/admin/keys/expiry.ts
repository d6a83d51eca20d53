import { Temporal } from "temporal-polyfill";
import type { Reading } from "../../keys/keySettings.ts";
import { phrase } from "../../lib/phrase.ts";

/** The expiry of a key as form fields, in the time zone of the page. */
export interface ExpiryFields {
  /** `2027-01-31`; empty for no expiry. */
  readonly date: string;
  /** `18:00`; empty for the end of the day. */
  readonly time: string;
}

/** A key that expires on a day is valid for the whole day. */
const END_OF_DAY = "23:59:59";

/** Returns the form fields for an expiry. */
export function expiryFields(end: Date | null, zone: string): ExpiryFields {
  if (!end) return { date: "", time: "" };
  const wall = Temporal.Instant.fromEpochMilliseconds(end.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
  const time = wall.toPlainTime().toString({ smallestUnit: "second" });
  return { date: wall.toPlainDate().toString(), time: time === END_OF_DAY ? "" : time.slice(0, 5) };
}

function instantOf(date: string, time: string, zone: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return undefined;
  try {
    const wall = Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: "reject" });
    return new Date(wall.toZonedDateTime(zone).toInstant().epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Reads an expiry from form fields. */
export function readExpiry({ date, time }: ExpiryFields, zone: string, now: Date): Reading<Date | null> {
  if (date === "")
    return time === "" ? { value: null } : { wanted: phrase("a date as well, or leave the time empty") };
  const value = instantOf(date, time || END_OF_DAY, zone);
  if (!value) return { wanted: phrase("a date such as 2027-01-31 and, if you like, a time such as 18:00") };
  return value > now ? { value } : { wanted: phrase("a date and time in the future") };
}
