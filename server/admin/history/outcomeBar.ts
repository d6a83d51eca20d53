import { type LeadResult, OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { showCount } from "./batchView.ts";
import { outcomeLabel, type Tone } from "./outcomeLabels.ts";

/** A stretch of the bar that shows how a batch's leads fared. */
export interface BarPart {
  readonly outcome: Outcome;
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
  readonly count: string;
  /** Where it begins and how long it is, of a hundred. */
  readonly start: number;
  readonly length: number;
}

/** What cannot be seen cannot be found: the least length of a stretch. */
const LEAST_LENGTH = 1.5;

/** The outcomes that occurred, in a fixed order, as stretches of a bar. Pure. */
export function outcomeBar(
  leads: readonly Pick<LeadResult, "outcome">[],
  direction: DirectionName,
): readonly BarPart[] {
  const occurred = OUTCOMES.flatMap((outcome) => {
    const count = leads.filter((lead) => lead.outcome === outcome).length;
    return count === 0 ? [] : [{ outcome, count }];
  });
  const total = occurred.reduce((sum, { count }) => sum + count, 0);
  const lengths = occurred.map(({ count }) => Math.max(LEAST_LENGTH, (100 * count) / total));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const scaled = lengths.map((length) => (100 * length) / whole);
  return occurred.map(({ outcome, count }, n) => ({
    outcome,
    ...outcomeLabel(outcome, direction),
    count: showCount(count),
    start: scaled.slice(0, n).reduce((sum, length) => sum + length, 0),
    length: scaled[n] ?? 0,
  }));
}
