import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createBatchStore } from "../../server/history/batchStore.ts";
import type { Actor } from "../../server/leads/move/journal.ts";
import type { LeadResult, MoveFlags } from "../../server/leads/move/outcome.ts";
import type { DirectionName } from "../../server/leads/tables/direction.ts";

/** A finished batch to record. */
export interface WantedBatch {
  readonly leads: readonly LeadResult[];
  readonly direction?: DirectionName;
  readonly flags?: MoveFlags;
  readonly actor?: Partial<Actor>;
  /** DATETIME in UTC; now when omitted. */
  readonly startedAt?: string;
}

const ACTOR: Actor = { customer: "default", keyId: 1, vicidialUser: "apiuser", requestId: "of-a-test" };
const FLAGS: MoveFlags = { insert: true, update: false, delete: true };

/** Returns a lead's result without differences. */
export function leadResult(outcome: LeadResult["outcome"], leadId: number): LeadResult {
  return { leadId, outcome, differences: [] };
}

/** Records a batch as the engine does, with counts that match the outcomes. Returns its id. */
export async function recordBatch(db: Knex, wanted: WantedBatch): Promise<number> {
  const { leads, direction = "dearchive", flags = FLAGS, startedAt } = wanted;
  const count = (...outcomes: readonly string[]) =>
    leads.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const found = leads.map(({ leadId, outcome }) => ({
    leadId,
    inTarget: outcome === "deleted" || outcome === "kept_differs" || outcome === "updated",
  }));
  await createBatchStore(db, "of-a-test", EVERY_CUSTOMER).record(
    { direction, flags, actor: { ...ACTOR, ...wanted.actor }, found },
    {
      selectCount: leads.length,
      insertCount: flags.insert ? count("moved", "inserted") : 0,
      updateCount: count("updated"),
      deleteCount: flags.delete ? count("moved", "deleted") : 0,
      leads,
    },
  );
  const [{ id = 0 } = {}] = await db("dearchive_batches").max({ id: "id" });
  const batchId = Number(id);
  if (startedAt !== undefined)
    await db("dearchive_batches").where({ id: batchId }).update({ started_at: startedAt });
  return batchId;
}
