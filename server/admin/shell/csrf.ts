import { createHmac, timingSafeEqual } from "node:crypto";
import type { ParameterizedContext } from "koa";
import type { FormToResend } from "./formFields.ts";
import { refusePage } from "./pageErrors.ts";

/** Name of the hidden form field. */
export const CSRF_FIELD = "_csrf";
/** Maximum age of a form (ms): one working day. */
const LIFE_MS = 12 * 3_600_000;
/** Tolerated clock difference between instances (ms). */
const SKEW_MS = 60_000;

/** Signs text for one purpose; the signature is invalid for any other purpose. */
export function sign(secret: Buffer, purpose: string, text: string): string {
  return createHmac("sha256", secret).update(`${purpose}\0${text}`).digest("base64url");
}

/** Compares signatures in constant time. */
export function isSigned(secret: Buffer, purpose: string, text: string, signature: string): boolean {
  const [given, wanted] = [Buffer.from(signature), Buffer.from(sign(secret, purpose, text))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The user a form was rendered for. */
export interface FormOwner {
  readonly customer: string;
  readonly user: string;
}

const bound = ({ customer, user }: FormOwner, at: string) => JSON.stringify([customer, user, at]);

/** Returns the CSRF token for a user's forms. */
export function csrfToken(secret: Buffer, owner: FormOwner, now: Date): string {
  const at = now.getTime().toString(36);
  return `${at}.${sign(secret, "form", bound(owner, at))}`;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Checks that the form was sent by a page of this host. Browsers send Sec-Fetch-Site only over https; over plain http, which
 * many call centers use, check Origin. Other sites cannot set X-Forwarded-Host from a form.
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

/** Returns the form so that the user can send it again; null if it contains a file, which a page cannot keep. */
function formToResend(ctx: ParameterizedContext, form: URLSearchParams): FormToResend | null {
  if (ctx.is("multipart/form-data")) return null;
  return { action: ctx.originalUrl, fields: [...form].filter(([name]) => name !== CSRF_FIELD) };
}

/**
 * Refuses forms that come from another site, belong to another user, or are too old.
 *
 * @throws PageError form_forged, form_expired
 */
export function refuseForgery(
  ctx: ParameterizedContext,
  secret: Buffer,
  owner: FormOwner,
  form: URLSearchParams,
  now: Date,
): void {
  if (!isSameOrigin(ctx)) refusePage({ code: "form_forged" });
  const [at = "", signature = ""] = (form.get(CSRF_FIELD) ?? "").split(".");
  const age = now.getTime() - Number.parseInt(at, 36);
  const isCurrent = age > -SKEW_MS && age < LIFE_MS;
  if (!isCurrent || !isSigned(secret, "form", bound(owner, at), signature))
    refusePage({ code: "form_expired", form: formToResend(ctx, form) });
}
