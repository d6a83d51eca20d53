import type { ParameterizedContext } from "koa";
import { findTimeZone, serverTimeZone } from "../../hours/timeZones.ts";

/** The time zone that a person wants times in is kept in a cookie: it is a matter of looks only. */
const COOKIE = "dearchive_zone";
const YEAR_MS = 365 * 24 * 3_600_000;

/** The zone that the person chose; else this machine's, which is Vicidial's where both run on one. */
export function chosenZone(ctx: ParameterizedContext): string {
  return findTimeZone(ctx.cookies.get(COOKIE) ?? "") ?? serverTimeZone() ?? "UTC";
}

/** Keeps the person's zone. */
export function keepZone(ctx: ParameterizedContext, path: string, zone: string): void {
  const options = { path, httpOnly: true, sameSite: "strict", maxAge: YEAR_MS, overwrite: true } as const;
  ctx.cookies.set(COOKIE, zone, options);
}

/** Every zone to choose from. */
export const ZONES: readonly string[] = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
