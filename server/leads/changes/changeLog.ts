import { type Script, send } from "../../db/script.ts";
import type { Connection } from "../../db/sql.ts";
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
  /** Records which leads have the new values. Run it right after the end of the batch is recorded, in the same transaction. */
  note(changed: readonly number[]): Script<unknown>;
}

/** Keeps the record until the batch is recorded too, in the transaction that makes the changes. */
export function logInTransaction({ readChanged, writeChanges }: MoveJournal): ChangeLog {
  let kept: readonly ChangedLead[] = [];
  return {
    read: async () => kept,
    async write(leads) {
      kept = leads;
    },
    readEarlier: readChanged,
    note: (changed) => writeChanges(undefined, kept, new Set(changed)),
  };
}

/**
 * Records at once, for tables without transactions.
 *
 * @param db the journal's pool
 */
export function logAtOnce(
  db: Connection,
  { readChanges, readChanged, writeChanges, noteChanged }: MoveJournal,
  batchId: number,
): ChangeLog {
  return {
    read: () => readChanges(batchId),
    async write(leads) {
      await send(db, writeChanges(batchId, leads, new Set()));
    },
    readEarlier: readChanged,
    note: (changed) => noteChanged(batchId, changed),
  };
}
