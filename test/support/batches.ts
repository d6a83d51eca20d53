import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createBatchStore } from "../../server/history/batchStore.ts";
import type { MoveJournal } from "../../server/leads/move/journal.ts";
import type { FoundLead, MoveResult } from "../../server/leads/move/outcome.ts";
import type { TestDatabase } from "./database.ts";

/** The journal of an instance that never does what it has recorded. */
export interface DeadInstance {
  readonly journal: MoveJournal;
  /** Records a batch that brings leads back and goes no further. */
  open(found: readonly FoundLead[]): Promise<number>;
  close(): Promise<void>;
}

/** The name that a dead instance's batches belong to. */
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
        actor: { customer: "default", keyId: null, vicidialUser: "apiuser", requestId: "of-the-dead" },
        found,
      });
      return batchId;
    },
    close: () => db.destroy(),
  };
}

/** Leads as they were found: only in the archive. */
export function onlyArchived(ids: readonly number[]): readonly FoundLead[] {
  return ids.map((leadId) => ({ leadId, inTarget: false }));
}

/** The result of bringing back leads that were only in the archive. */
export function allMoved(ids: readonly number[]): MoveResult {
  return {
    selectCount: ids.length,
    insertCount: ids.length,
    updateCount: 0,
    deleteCount: ids.length,
    leads: ids.map((leadId) => ({ leadId, outcome: "moved", differences: [] })),
  };
}

/** Ends the lease of one batch, or gives it one. */
export async function setLease(database: TestDatabase, batchId: number, seconds: number): Promise<void> {
  await database.sql(
    "UPDATE dearchive_batches SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ?",
    [seconds, batchId],
  );
}

/** A batch's row with the leads that it tells of. */
export async function readBatch(database: TestDatabase, batchId: number) {
  const [batch] = await database.root("dearchive_batches").where({ id: batchId });
  const leads = await database.root("dearchive_batch_leads").where({ batch_id: batchId }).orderBy("lead_id");
  if (!batch) throw new Error(`there is no batch ${batchId}`);
  return { ...batch, leads };
}
