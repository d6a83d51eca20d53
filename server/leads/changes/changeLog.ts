import type { MoveJournal } from "../move/journal.ts";
import type { ChangedLead } from "./changedLead.ts";

/** Records what a batch changes. */
export interface ChangeLog {
  /** Returns the recorded changes; empty before `write`. */
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

/** Keeps the changes in memory, and records them with the batch in the transaction that makes them. */
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
 * Records changes before they are made, for tables without transactions.
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
