import { type LeadResult, OUTCOMES, type Outcome } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { showCount } from "./batchView.ts";
import { outcomeLabel, type Tone } from "./outcomeLabels.ts";

/** A segment of the bar that shows the outcomes of a batch. */
export interface BarSegment {
  readonly outcome: Outcome;
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
  readonly count: string;
  /** Percent of the bar's length. */
  readonly start: number;
  readonly length: number;
}

/** Percent. Keeps a segment of one lead among thousands visible. */
const MIN_LENGTH = 1.5;

/** Returns one segment for each outcome that occurred, in a fixed order. */
export function outcomeBar(
  leads: readonly Pick<LeadResult, "outcome">[],
  direction: DirectionName,
): readonly BarSegment[] {
  const occurred = OUTCOMES.flatMap((outcome) => {
    const count = leads.filter((lead) => lead.outcome === outcome).length;
    return count === 0 ? [] : [{ outcome, count }];
  });
  const total = occurred.reduce((sum, { count }) => sum + count, 0);
  const lengths = occurred.map(({ count }) => Math.max(MIN_LENGTH, (100 * count) / total));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const scaled = lengths.map((length) => (100 * length) / whole);
  return occurred.map(({ outcome, count }, index) => ({
    outcome,
    ...outcomeLabel(outcome, direction),
    count: showCount(count),
    start: scaled.slice(0, index).reduce((sum, length) => sum + length, 0),
    length: scaled[index] ?? 0,
  }));
}
