import type { ParameterizedContext } from "koa";
import { findTimeZone, serverTimeZone } from "../../hours/timeZones.ts";

/** Cookie with the user's time zone. It affects display only. */
const COOKIE = "dearchive_zone";
const YEAR_MS = 365 * 24 * 3_600_000;

/** Returns the user's zone, or the zone of this server, which is usually Vicidial's as well. */
export function chosenZone(ctx: ParameterizedContext): string {
  return findTimeZone(ctx.cookies.get(COOKIE) ?? "") ?? serverTimeZone() ?? "UTC";
}

/** Stores the user's zone. */
export function keepZone(ctx: ParameterizedContext, path: string, zone: string): void {
  const options = { path, httpOnly: true, sameSite: "strict", maxAge: YEAR_MS, overwrite: true } as const;
  ctx.cookies.set(COOKIE, zone, options);
}

/** All time zones to choose from. */
export const ZONES: readonly string[] = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
