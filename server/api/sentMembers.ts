import { tokensOf } from "./jsonTokens.ts";

/**
 * Returns the members of the array that an object holds under a name, exactly as they were sent: a number beyond 2^53
 * would not survive being read and written. Of several such arrays the last one counts.
 *
 * @param text JSON that was read without a mistake
 */
export function membersAsSent(text: string, wanted: string): readonly string[] {
  let members: string[] = [];
  let isWanted = false;
  let last = { start: 0, end: 0 };
  let depth = 0;
  /** Where the member being read begins; undefined outside the array. */
  let from: number | undefined;
  for (const token of tokensOf(text)) {
    const { sign, start, end } = token;
    if (sign === "]" || sign === "}") depth -= 1;
    if (sign === ":" && depth === 1) isWanted = JSON.parse(text.slice(last.start, last.end)) === wanted;
    const closes = sign === "]" && depth === 1;
    if (from !== undefined && (closes || (sign === "," && depth === 2))) {
      members.push(text.slice(from, start).trim());
      from = closes ? undefined : end;
    }
    if (sign === "[" && depth === 1 && isWanted) {
      members = [];
      from = end;
    }
    if (sign === "[" || sign === "{") depth += 1;
    last = token;
  }
  return members;
}
