/** Node's list of zones leaves out UTC. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [...Intl.supportedValuesOf("timeZone"), "UTC"].map((name) => [name.toLowerCase(), name]),
);

/**
 * The IANA name of a time zone in its proper case, or undefined. Abbreviations and offsets (`EST`, `+02:00`) are
 * not names: they do not follow the clock changes that people expect of office hours.
 */
export function findTimeZone(name: string): string | undefined {
  return NAMES.get(name.toLowerCase()) ?? legacyName(name);
}

/** Old names that still are places, such as US/Eastern or Asia/Calcutta. */
function legacyName(name: string): string | undefined {
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    return undefined;
  }
}

/** The zone that this server's clock shows; undefined where TZ holds no name of one, but a file or an offset. */
export function serverTimeZone(): string | undefined {
  const zone: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && findTimeZone(zone);
}
