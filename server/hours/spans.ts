import { Temporal } from "temporal-polyfill";
import { boundariesBetween } from "./boundaries.ts";
import { blockingRule } from "./officeHours.ts";
import type { OfficeHoursRule } from "./officeHoursRule.ts";

/** A period with one verdict. */
export interface Span {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** The first rule that blocks requests; null if they are allowed. */
  readonly rule: string | null;
}

/** Returns the combined verdict of the rules from one instant to another, without gaps. Pure. */
export function spansBetween(rules: readonly OfficeHoursRule[], from: Date, to: Date): readonly Span[] {
  const [start, end] = [from, to].map((each) => Temporal.Instant.fromEpochMilliseconds(each.getTime()));
  if (!start || !end || from >= to) return [];
  const applied = rules.filter(({ mode }) => mode !== "off");
  const edges = boundariesBetween(applied, start, end).map((edge) => new Date(edge.epochMilliseconds));
  const starts = [from, ...edges.filter((edge) => edge < to)];
  const spans: Span[] = [];
  starts.forEach((at, index) => {
    const rule = blockingRule(applied, at)?.name ?? null;
    const until = starts[index + 1] ?? to;
    const last = spans.at(-1);
    if (last?.rule === rule) spans[spans.length - 1] = { ...last, to: until };
    else spans.push({ from: at, to: until, rule });
  });
  return spans;
}
