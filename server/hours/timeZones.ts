import { LEGACY_ZONES } from "./legacyZones.ts";

/** Every known name by its lower-case form. Node's own list leaves out UTC and the legacy names. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...LEGACY_ZONES, ...Intl.supportedValuesOf("timeZone"), "UTC"].map((name) => [name.toLowerCase(), name]),
);

/**
 * Returns the IANA name of a time zone in its proper case, or undefined. Only listed names are known: Intl would also take
 * abbreviations that mean several zones (`IST`, `PST`), offsets (`+02:00`), and any upper and lower case.
 */
export function findTimeZone(name: string): string | undefined {
  return NAMES.get(name.toLowerCase());
}

/** The zone that this server's clock shows; undefined where TZ holds no name of one, but a file or an offset. */
export function serverTimeZone(): string | undefined {
  const zone: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && findTimeZone(zone);
}
