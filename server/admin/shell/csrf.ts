import { createHmac, timingSafeEqual } from "node:crypto";
import type { ParameterizedContext } from "koa";
import { refusePage } from "./pageErrors.ts";

/** The name of the hidden field. */
export const CSRF_FIELD = "_csrf";
/** A form may stay open over a working day. */
const LIFE_MS = 12 * 3_600_000;
/** Instances' clocks differ a little. */
const SKEW_MS = 60_000;

/** Signs text for one purpose: what was signed for another is worth nothing here. */
export function sign(secret: Buffer, purpose: string, text: string): string {
  return createHmac("sha256", secret).update(`${purpose}\0${text}`).digest("base64url");
}

/** Whether a signature is ours. */
export function isSigned(secret: Buffer, purpose: string, text: string, signature: string): boolean {
  const [given, wanted] = [Buffer.from(signature), Buffer.from(sign(secret, purpose, text))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Whom a form is for. */
export interface FormOwner {
  readonly customer: string;
  readonly user: string;
}

const bound = ({ customer, user }: FormOwner, at: string) => JSON.stringify([customer, user, at]);

/** The token of every form that is given to that person now. */
export function csrfToken(secret: Buffer, owner: FormOwner, now: Date): string {
  const at = now.getTime().toString(36);
  return `${at}.${sign(secret, "form", bound(owner, at))}`;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Whether the browser says that a page of this very host sent the form. Browsers tell Sec-Fetch-Site only on https; on
 * the plain http of many call centres Origin does it. A proxy tells the host that the browser used in X-Forwarded-Host,
 * which no form of another site can set.
 */
function isSameOrigin(ctx: ParameterizedContext): boolean {
  const site = ctx.get("Sec-Fetch-Site");
  if (site !== "") return site === "same-origin";
  const host = hostOf(ctx.get("Origin"));
  const hosts = [
    ctx.host,
    ...ctx
      .get("X-Forwarded-Host")
      .split(",")
      .map((each) => each.trim()),
  ];
  return host !== undefined && hosts.includes(host);
}

/**
 * Refuses a form that another site made the browser send, that somebody else was given, or that is too old.
 *
 * @throws PageError form_forged, form_expired
 */
export function refuseForgery(
  ctx: ParameterizedContext,
  secret: Buffer,
  owner: FormOwner,
  token: string,
  now: Date,
): void {
  if (!isSameOrigin(ctx)) refusePage({ code: "form_forged" });
  const [at = "", signature = ""] = token.split(".");
  const age = now.getTime() - Number.parseInt(at, 36);
  if (!isSigned(secret, "form", bound(owner, at), signature)) refusePage({ code: "form_expired" });
  if (!(age > -SKEW_MS && age < LIFE_MS)) refusePage({ code: "form_expired" });
}
