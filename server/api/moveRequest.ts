import type { IncomingMessage } from "node:http";
import type { Context } from "koa";
import bodyParser from "koa-bodyparser";
import { fail, type MoveFlag } from "../errors.ts";
import type { MoveFlags } from "../leads/move/outcome.ts";
import type { Direction } from "../leads/tables/direction.ts";
import { exactInteger } from "./json/exactInteger.ts";
import { describeMalformedJson } from "./json/jsonErrorLocation.ts";
import { sourceTextsOf } from "./json/sourceTexts.ts";

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

/** Tests whether a body follows the headers. `curl -X POST` sends neither of the two that announce one. */
function hasBody({ request }: Context): boolean {
  return (request.length ?? 0) > 0 || request.get("Transfer-Encoding") !== "";
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
    if (!hasBody(ctx) && ctx.request.type === "") return "";
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

/** The body of a request that moves leads. */
export interface MoveBody {
  readonly flags: MoveFlags;
  readonly leadIds: readonly number[];
}

/** Flags in the order in which the contract checks them. */
const FLAGS: Readonly<Record<Direction["name"], readonly MoveFlag[]>> = {
  dearchive: ["insert", "delete"],
  archive: ["insert", "update", "delete"],
};

/** @throws DearchiveError body_malformed with the place of the error */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail({ code: "body_malformed", detail: describeMalformedJson(text) });
  }
}

/** Returns an object without fields for any other JSON value. */
export function asObject(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : {};
}

/** Matches numbers with a decimal point or an exponent. JavaScript may round them, so validate their source text. */
const MAY_BE_ROUNDED = /\d[.eE]/;

/** Returns each member as an integer, or as JSON text if it is not an integer. */
export function readIds(values: readonly unknown[], text: string): readonly (number | string)[] {
  const isIdList = (members: readonly unknown[]): members is readonly number[] =>
    members.every(Number.isSafeInteger);
  // `+ 0` turns -0 into 0.
  if (isIdList(values) && !MAY_BE_ROUNDED.test(text)) return values.map((id) => id + 0);
  return sourceTextsOf(text, "lead_ids").map((sent) => exactInteger(sent) ?? sent);
}

function duplicatesAmong(ids: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (const id of ids) (seen.has(id) ? twice : seen).add(id);
  return [...twice];
}

/**
 * Validates lead_ids by the contract's rules, in its order.
 *
 * @param text the body that holds the value
 * @throws DearchiveError ids_not_integer, ids_empty, ids_over_limit, ids_duplicate
 */
export function checkLeadIds(value: unknown, text: string, limit: number): readonly number[] {
  const members = Array.isArray(value) ? readIds(value, text) : [];
  const ids = members.filter((member) => typeof member === "number");
  if (ids.length < members.length) {
    const values = members.filter((member) => typeof member === "string");
    fail({ code: "ids_not_integer", values });
  }
  if (ids.length === 0) fail({ code: "ids_empty" });
  if (ids.length > limit) fail({ code: "ids_over_limit", limit });
  const duplicates = duplicatesAmong(ids);
  if (duplicates.length > 0) fail({ code: "ids_duplicate", ids: duplicates });
  return ids;
}

/**
 * Parses and validates a body by the contract's rules, in its order: the first violation is answered.
 *
 * @param text the body as sent
 * @param limit maximum number of leads for the caller's key
 * @throws DearchiveError body_malformed, flag_not_boolean, ids_not_integer, ids_empty, ids_over_limit, ids_duplicate
 */
export function readMoveBody(text: string, direction: Direction, limit: number): MoveBody {
  const body = asObject(parseJson(text));
  const flags = { insert: false, update: false, delete: false };
  for (const name of FLAGS[direction.name]) {
    const value = body[`${name}_leads`];
    // Not yup: its error message stringifies the value and overflows the stack on deeply nested input.
    if (typeof value !== "boolean") fail({ code: "flag_not_boolean", flag: name });
    flags[name] = value;
  }
  return { flags, leadIds: checkLeadIds(body["lead_ids"], text, limit) };
}

/** Options of the Prefer header. Source: RFC 7240. */
export interface Preferences {
  /** `return=representation`: include the outcome of each lead. */
  readonly representation: boolean;
  /** `handling=dry-run`: return what would happen and change nothing. */
  readonly dryRun: boolean;
}

/**
 * Matches a preference with its parameters, up to a comma outside quotes. An unclosed quote extends to the end: otherwise
 * every quote would be tried as an opening one, which takes quadratic time.
 */
export const PREFERENCE = /(?:"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[^",])+/g;
const NAME_AND_VALUE = /^\s*([^=;\s]+)\s*=\s*"?([^";\s]*)/;

/** Reads a Prefer header. Ignores unknown preferences and repeated names, as the RFC requires. */
export function readPreferences(header: string): Preferences {
  const values = new Map<string, string>();
  for (const [preference] of header.toLowerCase().matchAll(PREFERENCE)) {
    const [, name, value = ""] = NAME_AND_VALUE.exec(preference) ?? [];
    if (name !== undefined && !values.has(name)) values.set(name, value);
  }
  return {
    representation: values.get("return") === "representation",
    dryRun: values.get("handling") === "dry-run",
  };
}

/** Returns the value of Preference-Applied; empty without preferences. */
export function appliedPreferences({ representation, dryRun }: Preferences): string {
  return [representation && "return=representation", dryRun && "handling=dry-run"].filter(Boolean).join(", ");
}
