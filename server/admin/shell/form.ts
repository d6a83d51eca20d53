import type { Context } from "koa";
import bodyParser from "koa-bodyparser";
import type { PageText } from "../../lib/phrase.ts";
import { refusePage } from "./pageErrors.ts";

const TYPE = "application/x-www-form-urlencoded";
/** Large enough for a week of office hours with years of dates. */
const LIMIT_BYTES = 512 * 1024;

const parser = bodyParser({
  enableTypes: ["text"],
  extendTypes: { text: [TYPE] },
  textLimit: `${LIMIT_BYTES}b`,
});

/** Rebuilds the form from a host's body parser that did not keep the raw text. */
function fromParsed(body: unknown): URLSearchParams {
  const form = new URLSearchParams();
  if (typeof body !== "object" || body === null) return form;
  for (const [name, value] of Object.entries(body)) {
    for (const each of Array.isArray(value) ? value : [value]) form.append(name, String(each));
  }
  return form;
}

/**
 * Reads a posted form.
 *
 * @throws PageError form_unreadable, form_too_large
 */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (!ctx.request.is([TYPE])) refusePage({ code: "form_unreadable" });
  try {
    await parser(ctx, async () => undefined);
  } catch (error) {
    const isTooLarge = error instanceof Error && "status" in error && error.status === 413;
    refusePage({ code: isTooLarge ? "form_too_large" : "form_unreadable" }, error);
  }
  const text = [ctx.request.body, ctx.request.rawBody].find((each) => typeof each === "string");
  return typeof text === "string" ? new URLSearchParams(text) : fromParsed(ctx.request.body);
}

/** One error message per field name. */
export type FieldErrors = Readonly<Record<string, PageText>>;

export type CheckedForm<T> =
  | { readonly value: T; readonly errors?: never }
  | { readonly value?: never; readonly errors: FieldErrors };
