import { tokensOf } from "./jsonTokens.ts";

/**
 * The members of the array that stands under a name in an object, exactly as they were sent: a number beyond 2^53 would
 * not survive being read and written. Of several such arrays the last one counts.
 *
 * @param text JSON that was read without a mistake
 */
export function membersAsSent(text: string, wanted: string): readonly string[] {
  let members: string[] = [];
  let name = "";
  let lastValue = "";
  let depth = 0;
  /** Where the member being read begins; undefined outside the array. */
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
