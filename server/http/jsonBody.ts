import type { IncomingMessage } from "node:http";
import type { Context } from "koa";
import bodyParser from "koa-bodyparser";
import { fail } from "../errors.ts";

const JSON_TYPES = ["application/json", "text/json", "application/*+json"];

/**
 * Rewrites the Content-Encoding of a request in the form that the body parser expects: lower case, `gzip` for its alias
 * `x-gzip`, nothing for `identity`. Source: RFC 9110, section 8.4.1.
 */
function normalizeContentEncoding({ headers }: IncomingMessage): void {
  const sent = headers["content-encoding"];
  if (sent === undefined) return;
  const codings = sent
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity")
    .map((coding) => (coding === "x-gzip" ? "gzip" : coding));
  if (codings.length === 0) delete headers["content-encoding"];
  else headers["content-encoding"] = codings.join(", ");
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}

/**
 * Creates a reader that returns a JSON body as text, so that we report JSON errors in the contract's words. If the host app
 * has parsed the body already, its text is in `rawBody`.
 *
 * @param limitBytes maximum size after decompression
 */
export function createBodyReader(limitBytes: number) {
  const parser = bodyParser({
    enableTypes: ["text"],
    extendTypes: { text: JSON_TYPES },
    textLimit: `${limitBytes}b`,
  });

  /** @throws DearchiveError body_too_large, body_not_json or body_unreadable */
  return async function readBody(ctx: Context): Promise<string> {
    // The contract counts an absent body as malformed JSON, not as a wrong content type.
    if (ctx.request.length === 0 && ctx.request.type === "") return "";
    // The parser also accepts text/plain.
    if (!ctx.request.is(JSON_TYPES)) fail({ code: "body_not_json" });
    normalizeContentEncoding(ctx.req);
    try {
      await parser(ctx, async () => undefined);
    } catch (error) {
      if (statusOf(error) === 413) fail({ code: "body_too_large", limitBytes }, error);
      if (statusOf(error) === 415) fail({ code: "body_not_json" }, error);
      fail({ code: "body_unreadable" }, error);
    }
    const text = [ctx.request.body, ctx.request.rawBody].find((candidate) => typeof candidate === "string");
    return typeof text === "string" ? text : fail({ code: "body_not_json" });
  };
}

export type BodyReader = ReturnType<typeof createBodyReader>;
