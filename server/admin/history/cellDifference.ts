import type { DirectionName } from "../../leads/direction.ts";
import type { Difference } from "../../leads/outcome.ts";
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

function kindOf(value: string | null | undefined): ShownCell["kind"] {
  if (value === undefined) return "hidden";
  if (value === null) return "null";
  return value === "" ? "empty" : "text";
}

function cut(value: string | null | undefined, twin: string | null | undefined): ShownCell {
  const [mine, other] = [[...(value ?? "")], [...(twin ?? "")]];
  const most = Math.min(mine.length, other.length);
  const head = sharedLength(mine, other, most);
  const tail = sharedLength(mine.toReversed(), other.toReversed(), most - head);
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
 * The differing columns of a lead, side by side, with the very characters that differ; they are sought in what may be
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
