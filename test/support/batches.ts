import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createBatchStore } from "../../server/history/batchStore.ts";
import type { MoveJournal } from "../../server/leads/move/journal.ts";
import type { FoundLead, MoveResult } from "../../server/leads/move/outcome.ts";
import type { TestDatabase } from "./database.ts";

/** An instance that records batches and crashes before it moves anything. */
export interface DeadInstance {
  readonly journal: MoveJournal;
  /** Records an open batch that restores leads. Returns its id. */
  open(found: readonly FoundLead[]): Promise<number>;
  close(): Promise<void>;
}

/** Instance name in the batches of a dead instance. */
export const DEAD = "dead/1/instance";

export function startDeadInstance(database: TestDatabase): DeadInstance {
  const [{ account, ownDatabase }] = database.config.customers;
  const db = connect({ ...database.config, account, database: ownDatabase });
  const journal = createBatchStore(db, DEAD, EVERY_CUSTOMER);
  return {
    journal,
    async open(found) {
      const { batchId } = await journal.open({
        direction: "dearchive",
        flags: { insert: true, update: false, delete: true },
        actor: { customer: "default", keyId: null, vicidialUser: "apiuser", requestId: "of-a-dead-instance" },
        found,
      });
      return batchId;
    },
    close: () => db.destroy(),
  };
}

/** Returns leads that were found only in the archive. */
export function onlyArchived(ids: readonly number[]): readonly FoundLead[] {
  return ids.map((leadId) => ({ leadId, inTarget: false }));
}

/** Returns the result of restoring leads that were only in the archive. */
export function allMoved(ids: readonly number[]): MoveResult {
  return {
    selectCount: ids.length,
    insertCount: ids.length,
    updateCount: 0,
    deleteCount: ids.length,
    leads: ids.map((leadId) => ({ leadId, outcome: "moved", differences: [] })),
  };
}

/** Sets a batch's lease to end in this many seconds. A negative number expires it. */
export async function setLease(database: TestDatabase, batchId: number, seconds: number): Promise<void> {
  await database.sql(
    "UPDATE dearchive_batches SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ?",
    [seconds, batchId],
  );
}

/** Returns a batch's row with its leads. */
export async function readBatch(database: TestDatabase, batchId: number) {
  const [batch] = await database.root("dearchive_batches").where({ id: batchId });
  const leads = await database.root("dearchive_batch_leads").where({ batch_id: batchId }).orderBy("lead_id");
  if (!batch) throw new Error(`there is no batch ${batchId}`);
  return { ...batch, leads };
}
