import type { MoveJournal, OpenBatch } from "./journal.ts";

/** A third of the lease: one late renewal, or two, lose nothing. */
const RENEW_MS = 10_000;

/** Keeps a batch from being taken over for as long as it is worked on. */
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
