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
