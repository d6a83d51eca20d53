import { tokensOf } from "./jsonTokens.ts";

/**
 * Returns the members of an object's array as they were sent, because a number beyond 2^53 changes when it is parsed. If
 * the name occurs several times, the last one counts.
 *
 * @param text valid JSON
 */
export function sourceTextsOf(text: string, wanted: string): readonly string[] {
  let members: string[] = [];
  let name = "";
  let lastValue = "";
  let depth = 0;
  /** Start of the current member; undefined outside the array. */
  let from: number | undefined;
  for (const { sign, value, start, end } of tokensOf(text)) {
    if (sign === "]" || sign === "}") depth -= 1;
    if (sign === ":" && depth === 1) name = lastValue;
    const closes = sign === "]" && depth === 1;
    if (from !== undefined && (closes || (sign === "," && depth === 2))) {
      members.push(text.slice(from, start).trim());
      from = closes ? undefined : end;
    }
    if (sign === "[" && depth === 1 && name === wanted) {
      members = [];
      from = end;
    }
    if (sign === "[" || sign === "{") depth += 1;
    lastValue = value;
  }
  return members;
}
