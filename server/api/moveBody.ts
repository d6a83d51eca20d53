import { fail, type MoveFlag } from "../errors.ts";
import type { Direction } from "../leads/direction.ts";
import type { MoveFlags } from "../leads/outcome.ts";
import { describeMalformedJson } from "./jsonPlace.ts";
import { membersAsSent } from "./sentMembers.ts";

/** What a caller asks for: which steps to take, for which leads. */
export interface MoveBody {
  readonly flags: MoveFlags;
  readonly leadIds: readonly number[];
}

/** The flags of each API in the contract's order, which is the order in which they are checked. */
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

/** Whatever JSON a body holds, seen as an object: what is none has no fields. */
function asObject(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : {};
}

function isIdList(values: readonly unknown[]): values is readonly number[] {
  return values.every(Number.isSafeInteger);
}

/** The members that are no integers, as they were sent. */
function offendersOf(values: readonly unknown[], text: string): readonly string[] {
  const sent = membersAsSent(text, "lead_ids");
  return values.flatMap((value, index) => (Number.isSafeInteger(value) ? [] : [sent[index] ?? "null"]));
}

function duplicatesAmong(ids: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (const id of ids) (seen.has(id) ? twice : seen).add(id);
  return [...twice];
}

/** The rules for lead_ids, in the contract's order. An integer is one as in JSON Schema: `1.0` is, 2^60 is not. */
function checkLeadIds(value: unknown, text: string, limit: number): readonly number[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  if (!isIdList(values)) return fail({ code: "ids_not_integer", values: offendersOf(values, text) });
  if (values.length === 0) fail({ code: "ids_empty" });
  if (values.length > limit) fail({ code: "ids_over_limit", limit });
  const duplicates = duplicatesAmong(values);
  if (duplicates.length > 0) fail({ code: "ids_duplicate", ids: duplicates });
  return values;
}

/**
 * Reads a move's body, by the contract's rules and in its order: the first that fails is the one answered.
 *
 * @param text the body as sent
 * @param limit the most leads that the caller's key allows
 * @throws DearchiveError body_malformed, flag_not_boolean, ids_not_integer, ids_empty, ids_over_limit, ids_duplicate
 */
export function readMoveBody(text: string, direction: Direction, limit: number): MoveBody {
  const body = asObject(parseJson(text));
  const flags = { insert: false, update: false, delete: false };
  for (const name of FLAGS[direction.name]) {
    const value = body[`${name}_leads`];
    // Not by a schema: that one writes the value into its message, which no stack is deep enough for.
    if (typeof value !== "boolean") fail({ code: "flag_not_boolean", flag: name });
    flags[name] = value;
  }
  return { flags, leadIds: checkLeadIds(body["lead_ids"], text, limit) };
}
