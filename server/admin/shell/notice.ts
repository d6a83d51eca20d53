import type { ParameterizedContext } from "koa";
import { isSigned, sign } from "./csrf.ts";

/** Carries a notice over a redirect in a cookie signed for one user, so that no session is needed. */
const COOKIE = "dearchive_notice";
const MAX_LENGTH = 300;
/** The browser requests the next page immediately. */
const LIFE_MS = 60_000;

function cookieOptions(home: string) {
  return { path: home, httpOnly: true, sameSite: "strict", overwrite: true } as const;
}

/** Sets the notice for the next page. */
export function leaveNotice(
  ctx: ParameterizedContext,
  secret: Buffer,
  user: string,
  home: string,
  notice: string,
): void {
  const text = Buffer.from([...notice].slice(0, MAX_LENGTH).join("")).toString("base64url");
  const value = `${text}.${sign(secret, "notice", `${user}\0${text}`)}`;
  ctx.cookies.set(COOKIE, value, { ...cookieOptions(home), maxAge: LIFE_MS });
}

/** Whether the browser carries a notice, so that its user has just changed something. */
export function hasNotice(ctx: ParameterizedContext): boolean {
  return ctx.cookies.get(COOKIE) !== undefined;
}

/** Returns the notice of this user and clears it, so that it appears once. */
export function takeNotice(
  ctx: ParameterizedContext,
  secret: Buffer,
  user: string,
  home: string,
): string | null {
  const value = ctx.cookies.get(COOKIE);
  if (value === undefined) return null;
  ctx.cookies.set(COOKIE, null, cookieOptions(home));
  const [text = "", signature = ""] = value.split(".");
  const isOurs = isSigned(secret, "notice", `${user}\0${text}`, signature);
  return isOurs ? Buffer.from(text, "base64url").toString("utf8") : null;
}
