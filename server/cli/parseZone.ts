import { findTimeZone, serverTimeZone } from "../hours/timeZones.ts";
import { UsageError } from "./usageError.ts";

export function parseZone(name: string): string {
  const zone = findTimeZone(name);
  if (!zone) throw new UsageError(`--timezone must be an IANA name such as Europe/Amsterdam, not "${name}"`);
  return zone;
}

export function serverZone(): string {
  const zone = serverTimeZone();
  if (!zone) throw new UsageError("this server has no named time zone: set one with --timezone");
  return zone;
}
