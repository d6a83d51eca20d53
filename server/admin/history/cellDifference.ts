import type { Difference } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { columnName, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";

/** A cell, split around the text that differs from the cell in the other table. */
export interface ShownCell {
  readonly kind: "text" | "null" | "empty" | "hidden";
  readonly before: string;
  readonly differing: string;
  readonly after: string;
}

/** A differing column with both values, masked for the viewer. */
export interface ShownDifference {
  readonly column: string;
  readonly archived: ShownCell;
  readonly live: ShownCell;
}

function sharedLength(one: readonly string[], other: readonly string[], most: number): number {
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length;
}

/** Tells whether a character belongs to a number or a word. */
function tokenKind(character: string | undefined): "digit" | "letter" | undefined {
  if (character === undefined) return undefined;
  if (/\p{N}/u.test(character)) return "digit";
  return /[\p{L}\p{M}]/u.test(character) ? "letter" : undefined;
}

/** Shortens a shared prefix so that it does not end inside a number or word. */
function wholeTokens(shared: number, one: readonly string[], other: readonly string[]): number {
  let length = shared;
  const isInside = () => {
    const kind = tokenKind(one[length - 1]);
    return kind !== undefined && [one[length], other[length]].some((next) => tokenKind(next) === kind);
  };
  while (length > 0 && isInside()) length -= 1;
  return length;
}

function kindOf(value: string | null | undefined): ShownCell["kind"] {
  if (value === undefined) return "hidden";
  if (value === null) return "null";
  return value === "" ? "empty" : "text";
}

function splitCell(value: string | null | undefined, counterpart: string | null | undefined): ShownCell {
  const [characters, other] = [[...(value ?? "")], [...(counterpart ?? "")]];
  const most = Math.min(characters.length, other.length);
  const [reversed, otherReversed] = [characters.toReversed(), other.toReversed()];
  const sharedHead = sharedLength(characters, other, most);
  const sharedTail = sharedLength(reversed, otherReversed, most - sharedHead);
  const head = wholeTokens(sharedHead, characters, other);
  const tail = wholeTokens(sharedTail, reversed, otherReversed);
  const end = characters.length - tail;
  return {
    kind: kindOf(value),
    before: characters.slice(0, head).join(""),
    differing: characters.slice(head, end).join(""),
    after: characters.slice(end).join(""),
  };
}

/** Returns both values of a differing column, masked for the viewer. Undefined means hidden. */
export function byTable(
  { column, source, target }: Difference,
  direction: DirectionName,
  privacy: LeadPrivacy,
): { archived: string | null | undefined; live: string | null | undefined } {
  const [from, to] = [showCell(privacy, column, source), showCell(privacy, column, target)];
  return direction === "dearchive" ? { archived: from, live: to } : { archived: to, live: from };
}

/**
 * Returns the differing columns of a lead, with the numbers and words that differ marked.
 * Compares the masked values, so that the marks reveal nothing of hidden data.
 *
 * @param direction of the batch that found the differences. It tells which table is the source
 */
export function showDifferences(
  differences: readonly Difference[],
  direction: DirectionName,
  privacy: LeadPrivacy,
): readonly ShownDifference[] {
  return differences.map((difference) => {
    const { archived, live } = byTable(difference, direction, privacy);
    return {
      column: columnName(privacy, difference.column, difference.column),
      archived: splitCell(archived, live),
      live: splitCell(live, archived),
    };
  });
}
