import { createZoneFormats } from "./zoneFormats.ts";

/** A time for templates: `<%- include("../partials/time.ejs", { time }) %>`. */
export interface DisplayTime {
  /** UTC, for the `datetime` attribute. */
  readonly iso: string;
  readonly text: string;
}

/** The Swedish locale writes times like ISO 8601: 2026-11-23 09:00:00. */
export const ISO_FORMATS = createZoneFormats("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** Formats a time in a zone, to the second. */
export function displayTime(instant: Date, zone: string): DisplayTime {
  return { iso: instant.toISOString(), text: ISO_FORMATS.in(zone).format(instant) };
}

/** Formats a time that may be missing. */
export function optionalDisplayTime(instant: Date | null, zone: string): DisplayTime | null {
  return instant && displayTime(instant, zone);
}

/** The parts of PHP's `l F j, Y G:i:s`, in English whatever the language, as in Vicidial. */
const BAR_FORMATS = createZoneFormats("en-US", {
  weekday: "long",
  month: "long",
  day: "numeric",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** Formats a time like Vicidial's top bar: `Saturday November 28, 2026 15:04:05 PM`. Source: admin_header.php. */
export function barTime(instant: Date, zone: string): DisplayTime {
  const parts = new Map(
    BAR_FORMATS.in(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const hour = Number(part("hour"));
  const day = `${part("weekday")} ${part("month")} ${part("day")}, ${part("year")}`;
  const time = `${hour}:${part("minute")}:${part("second")} ${hour < 12 ? "AM" : "PM"}`;
  return { iso: instant.toISOString(), text: `${day} ${time}` };
}
