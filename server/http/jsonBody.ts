import type { Context } from "koa";
import bodyParser from "koa-bodyparser";
import { fail } from "../errors.ts";
import { normalizeContentEncoding } from "./contentEncoding.ts";

const JSON_TYPES = ["application/json", "text/json", "application/*+json"];

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}

/**
 * Reads a JSON body as text: what is wrong in it is ours to tell. A host app that has parsed the body before us leaves
 * its text in `rawBody`.
 *
 * @param limitBytes the largest body taken, measured after unpacking
 */
export function createBodyReader(limitBytes: number) {
  const parser = bodyParser({
    enableTypes: ["text"],
    extendTypes: { text: JSON_TYPES },
    textLimit: `${limitBytes}b`,
  });

  /** @throws DearchiveError body_too_large, body_not_json or body_unreadable */
  return async function readBody(ctx: Context): Promise<string> {
    // A call without any body is a JSON mistake, not one of type.
    if (ctx.request.length === 0 && ctx.request.type === "") return "";
    // The parser takes text/plain for text as well.
    if (!ctx.request.is(JSON_TYPES)) fail({ code: "body_not_json" });
    normalizeContentEncoding(ctx.req);
    try {
      await parser(ctx, async () => undefined);
    } catch (error) {
      if (statusOf(error) === 413) fail({ code: "body_too_large", limitBytes }, error);
      if (statusOf(error) === 415) fail({ code: "body_not_json" }, error);
      fail({ code: "body_unreadable" }, error);
    }
    const text = [ctx.request.body, ctx.request.rawBody].find((each) => typeof each === "string");
    return typeof text === "string" ? text : fail({ code: "body_not_json" });
  };
}

export type BodyReader = ReturnType<typeof createBodyReader>;
