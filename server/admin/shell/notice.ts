import type { ParameterizedContext } from "koa";
import { isSigned, sign } from "./csrf.ts";

/** A notice goes from a change to the page shown next, in a cookie signed for that person: no session is kept. */
const COOKIE = "dearchive_notice";
const MAX_LENGTH = 300;
/** The next page is asked for at once. */
const LIFE_MS = 60_000;

function cookieOptions(home: string) {
  return { path: home, httpOnly: true, sameSite: "strict", overwrite: true } as const;
}

/** Leaves a notice for the page that comes next. */
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

/** Takes the notice, if there is one of ours for that person: it is shown once. */
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
