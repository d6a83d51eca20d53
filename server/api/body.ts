import { fail, type MoveFlag } from "../errors.ts";
import type { MoveFlags } from "../leads/move/outcome.ts";
import type { Direction } from "../leads/tables/direction.ts";
import { exactInteger } from "./json/exactInteger.ts";
import { describeMalformedJson } from "./json/jsonErrorLocation.ts";
import { sourceTextsOf } from "./json/sourceTexts.ts";

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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail({ code: "body_malformed", detail: describeMalformedJson(text) });
  }
}

/** Returns an object without fields for any other JSON value. */
function asObject(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : {};
}

/** Matches numbers with a decimal point or an exponent. JavaScript may round them, so validate their source text. */
const MAY_BE_ROUNDED = /\d[.eE]/;

/** Returns each member as an integer, or as JSON text if it is not an integer. */
function readIds(values: readonly unknown[], text: string): readonly (number | string)[] {
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

/** Validates lead_ids by the contract's rules, in its order. */
function checkLeadIds(value: unknown, text: string, limit: number): readonly number[] {
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
