/** A lead with its last call, in its own time zone; null if it was never called. */
export interface LastCall {
  readonly leadId: number;
  readonly lastCall: string | null;
}

/** Never called leads come first, as in the database's order. */
function compareCalls(one: LastCall, other: LastCall): number {
  const [first, second] = [one.lastCall ?? "", other.lastCall ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return one.leadId - other.leadId;
}

/**
 * Keeps those leads of a long search whose last calls are the oldest, in memory for at most twice `most` of them.
 *
 * @param most number of leads
 */
export function createOldestCalls(most: number) {
  let kept: LastCall[] = [];
  const prune = () => {
    kept = kept.sort(compareCalls).slice(0, most);
  };
  return {
    offer(leads: readonly LastCall[]): void {
      for (const lead of leads) kept.push(lead);
      if (kept.length > 2 * most) prune();
    },

    /** The ids of the leads, sorted. */
    leadIds(): readonly number[] {
      prune();
      return kept.map(({ leadId }) => leadId).sort((one, other) => one - other);
    },
  };
}

export type OldestCalls = ReturnType<typeof createOldestCalls>;
