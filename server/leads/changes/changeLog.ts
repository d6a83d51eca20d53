import type { MoveJournal } from "../move/journal.ts";
import type { ChangedLead } from "./changedLead.ts";

/** Where a batch records what it changes. */
export interface ChangeLog {
  /** Returns what the batch has recorded; empty before it did. */
  read(): Promise<readonly ChangedLead[]>;
  /** Records what the batch is going to change. On tables without transactions, the record is durable when this resolves. */
  write(leads: readonly ChangedLead[]): Promise<void>;
  /** Returns what another batch has changed. */
  readEarlier(batchId: number): Promise<readonly ChangedLead[]>;
  /**
   * Records which leads have the new values, together with the end of the batch.
   *
   * @param journal on the connection that records the end
   */
  note(journal: MoveJournal, batchId: number, changed: readonly number[]): Promise<void>;
}

/** Keeps the record until the batch is recorded too, in the transaction that makes the changes. */
export function logInTransaction({ readChanged }: MoveJournal): ChangeLog {
  let kept: readonly ChangedLead[] = [];
  return {
    read: async () => kept,
    async write(leads) {
      kept = leads;
    },
    readEarlier: readChanged,
    note: (journal, batchId, changed) => journal.writeChanges(batchId, kept, new Set(changed)),
  };
}

/**
 * Records at once, for tables without transactions.
 *
 * @param journal on a connection of its own
 */
export function logAtOnce(
  { readChanges, readChanged, writeChanges }: MoveJournal,
  batchId: number,
): ChangeLog {
  return {
    read: () => readChanges(batchId),
    write: (leads) => writeChanges(batchId, leads, new Set()),
    readEarlier: readChanged,
    note: (journal, id, changed) => journal.noteChanged(id, changed),
  };
}
