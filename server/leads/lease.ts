import { RENEW_MS } from "../db/lease.ts";
import { fail } from "../errors.ts";
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
 * @throws DearchiveError row_refused, tables_locked or interrupted, where they gave it up or have not ended it
 */
export async function resultOfOthers(
  journal: MoveJournal,
  { batchId }: OpenBatch,
): Promise<MoveResult | undefined> {
  if (await journal.renew(batchId)) return undefined;
  const ending = await journal.readEnding(batchId);
  if (ending && "result" in ending) return ending.result;
  if (ending?.errorCode === "tables_locked") fail({ code: "tables_locked" });
  if (ending?.errorCode === "row_refused")
    fail({ code: "row_refused", detail: "the target table refuses a lead's data" });
  return fail({ code: "interrupted" });
}
