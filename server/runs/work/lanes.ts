import { splitEvenly } from "../../db/sql.ts";

/**
 * Batches of one list or run at the same time. They run in parallel on tables with transactions, and take turns on others. More
 * would leave less of the database server to the dialer and the API.
 */
const LANES = 2;
/** Fewer leads stay one batch: the default limit of an API request. */
const FEWEST_LEADS = 500;

export interface LaneResults<T> {
  readonly results: readonly T[];
  /** The first error of a batch; undefined if all succeeded. */
  readonly failure: unknown;
}

/**
 * Moves leads in several batches at the same time, each with adjacent ids. Waits for all of them, even if one fails.
 *
 * @param move moves the leads of one batch
 * @returns the results of the batches that succeeded, in the order of the ids
 */
export async function moveInLanes<T>(
  leadIds: readonly number[],
  move: (leadIds: readonly number[]) => Promise<readonly T[]>,
): Promise<LaneResults<T>> {
  const sorted = leadIds.toSorted((one, other) => one - other);
  const most = Math.max(FEWEST_LEADS, Math.ceil(sorted.length / LANES));
  const settled = await Promise.allSettled(
    sorted.length === 0 ? [] : splitEvenly(sorted, most).map((ids) => move(ids)),
  );
  return {
    results: settled.flatMap((one) => (one.status === "fulfilled" ? one.value : [])),
    failure: settled.find((one) => one.status === "rejected")?.reason,
  };
}
