import { findTimeZone, serverTimeZone } from "../hours/timeZones.ts";
import { UsageError } from "./usageError.ts";

export function parseZone(name: string): string {
  const zone = findTimeZone(name);
  if (!zone) throw new UsageError(`--timezone wants an IANA name such as Europe/Amsterdam, found "${name}"`);
  return zone;
}

export function serverZone(): string {
  const zone = serverTimeZone();
  if (!zone) throw new UsageError("this server's clock tells no time zone by name: say it with --timezone");
  return zone;
}
