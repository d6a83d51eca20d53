import { fail } from "../../errors.ts";
import type { MoveJournal, OpenBatch } from "./journal.ts";
import type { MoveResult } from "./outcome.ts";

/**
 * Returns the result of a batch that another instance took over and finished; undefined while the batch is still ours. Call it
 * while holding the move lock, so that no other instance can start on the batch until the lock is released.
 *
 * @throws DearchiveError row_refused, tables_locked, connection_lost or interrupted if the other instance gave the batch up or
 *   has not finished it
 */
export async function resultOfTakenOver(
  journal: MoveJournal,
  { batchId }: OpenBatch,
): Promise<MoveResult | undefined> {
  if (await journal.renew(batchId)) return undefined;
  const ending = await journal.readEnding(batchId);
  if (ending && "result" in ending) return ending.result;
  if (!ending) return fail({ code: "interrupted" });
  const { errorCode } = ending;
  if (errorCode === "tables_locked" || errorCode === "connection_lost") fail({ code: errorCode });
  return fail({ code: "row_refused", detail: `a lead table refused the batch (${errorCode})` });
}
