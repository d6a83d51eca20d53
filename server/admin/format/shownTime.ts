import { createZoneFormats } from "./zoneFormats.ts";

/** An instant as templates show it: `<%- include("../partials/when.ejs", { when }) %>`. */
export interface When {
  /** For programs, in UTC. */
  readonly iso: string;
  readonly text: string;
}

/** The Swedish way of writing a time is ISO's, which everybody can read and compare: 2026-11-23 09:00:00. */
export const ISO_FORMATS = createZoneFormats("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** An instant in a zone, to the second. */
export function when(instant: Date, zone: string): When {
  return { iso: instant.toISOString(), text: ISO_FORMATS.in(zone).format(instant) };
}

/** The same, for what may never have been. */
export function whenOrNever(instant: Date | null, zone: string): When | null {
  return instant && when(instant, zone);
}
