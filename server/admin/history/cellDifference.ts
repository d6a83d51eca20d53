import type { Difference } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";

/** A cell cut where it begins and ends to differ from its twin. */
export interface ShownCell {
  readonly kind: "text" | "null" | "empty" | "hidden";
  readonly before: string;
  readonly differing: string;
  readonly after: string;
}

/** A differing column side by side, as it may be shown. */
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

/** What a character makes a run of with its like: a number, or a word. */
function runKind(character: string | undefined): "digit" | "letter" | undefined {
  if (character === undefined) return undefined;
  if (/\p{N}/u.test(character)) return "digit";
  return /[\p{L}\p{M}]/u.test(character) ? "letter" : undefined;
}

/** Of so many shared characters, those before the number or word in which both begin to differ. */
function wholeRuns(shared: number, one: readonly string[], other: readonly string[]): number {
  let length = shared;
  const isInside = () => {
    const kind = runKind(one[length - 1]);
    return kind !== undefined && [one[length], other[length]].some((next) => runKind(next) === kind);
  };
  while (length > 0 && isInside()) length -= 1;
  return length;
}

function kindOf(value: string | null | undefined): ShownCell["kind"] {
  if (value === undefined) return "hidden";
  if (value === null) return "null";
  return value === "" ? "empty" : "text";
}

function cut(value: string | null | undefined, twin: string | null | undefined): ShownCell {
  const [mine, other] = [[...(value ?? "")], [...(twin ?? "")]];
  const most = Math.min(mine.length, other.length);
  const [mineBack, otherBack] = [mine.toReversed(), other.toReversed()];
  const sharedHead = sharedLength(mine, other, most);
  const sharedTail = sharedLength(mineBack, otherBack, most - sharedHead);
  const head = wholeRuns(sharedHead, mine, other);
  const tail = wholeRuns(sharedTail, mineBack, otherBack);
  const end = mine.length - tail;
  return {
    kind: kindOf(value),
    before: mine.slice(0, head).join(""),
    differing: mine.slice(head, end).join(""),
    after: mine.slice(end).join(""),
  };
}

/** The values of a differing column by table, as somebody may see them: undefined where nothing may be seen. */
export function byTable(
  { column, source, target }: Difference,
  direction: DirectionName,
  privacy: LeadPrivacy,
): { archived: string | null | undefined; live: string | null | undefined } {
  const [from, to] = [showCell(privacy, column, source), showCell(privacy, column, target)];
  return direction === "dearchive" ? { archived: from, live: to } : { archived: to, live: from };
}

/**
 * The differing columns of a lead, side by side, with the very numbers and words that differ; they are sought in what may be
 * seen, so that they tell nothing of what may not. Pure.
 *
 * @param direction of the batch that found them: its source is the archive, or the live table
 */
export function showDifferences(
  differences: readonly Difference[],
  direction: DirectionName,
  privacy: LeadPrivacy,
): readonly ShownDifference[] {
  return differences.map((difference) => {
    const { archived, live } = byTable(difference, direction, privacy);
    return { column: difference.column, archived: cut(archived, live), live: cut(live, archived) };
  });
}
