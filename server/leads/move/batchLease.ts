import { RENEW_MS } from "../../db/lease.ts";
import { fail } from "../../errors.ts";
import type { MoveJournal, OpenBatch } from "./journal.ts";
import type { MoveResult } from "./outcome.ts";

/** Keeps a batch ours while `action` works on it. */
export async function keepingLease<T>(
  journal: MoveJournal,
  { batchId }: OpenBatch,
  action: () => Promise<T>,
): Promise<T> {
  // A renewal that fails is made up for by the next; without any, another instance may finish the batch.
  const renewal = setInterval(() => void journal.renew(batchId).catch(() => undefined), RENEW_MS);
  try {
    return await action();
  } finally {
    clearInterval(renewal);
  }
}

/**
 * What somebody else made of a batch since it was ours; undefined where it still is, and may be worked on. Asked with the
 * batch lock held: until that is given back, nobody else works on it.
 *
 * @throws DearchiveError row_refused, tables_locked, connection_lost or interrupted, where they gave it up or have not ended it
 */
export async function resultOfOthers(
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
