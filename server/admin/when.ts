/** An instant as templates show it: `<%- include("../partials/when.ejs", { when }) %>`. */
export interface When {
  /** For programs, in UTC. */
  readonly iso: string;
  readonly text: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  // The Swedish way of writing a time is ISO's, which everybody can read and compare: 2026-11-23 09:00:00.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  formats.set(zone, format);
  return format;
}

/** An instant in a zone, to the second. */
export function when(instant: Date, zone: string): When {
  return { iso: instant.toISOString(), text: formatOf(zone).format(instant) };
}

/** The same, for what may never have been. */
export function whenever(instant: Date | null, zone: string): When | null {
  return instant && when(instant, zone);
}
