import type { Knex } from "knex";
import { inTransaction } from "../../db/transaction.ts";
import type { Tally } from "../leadWarnings.ts";
import { addCounts, type RunCounts } from "../runOutcome.ts";
import type { RunLead } from "./chunkRow.ts";
import { appendChunks, type NewChunk } from "./runChunks.ts";
import { type ClaimedRun, claimedRow } from "./runQueue.ts";
import { NO_HOLD } from "./runRow.ts";

/** Leads found by one step of the search. */
export interface CollectedLeads {
  readonly chunks: readonly NewChunk[];
  /** The lead or batch id that the next step continues from. */
  readonly to: number;
  readonly isOver: boolean;
  readonly isCut: boolean;
}

/**
 * Records the progress of a run. Each update applies only if the claim still holds and the run is where the claimant left
 * it, so nothing is recorded twice.
 */
export function createRunProgress(db: Knex) {
  return {
    /** Appends found leads. */
    async collect(claimed: ClaimedRun, { chunks, to, isOver, isCut }: CollectedLeads): Promise<boolean> {
      const { run } = claimed;
      return inTransaction(db, async (trx) => {
        const leads = chunks.reduce((sum, { leadIds }) => sum + leadIds.length, 0);
        const changed = await claimedRow(trx, claimed)
          .where({ state: "checking", part_count: run.chunkCount })
          .update({
            lead_count: run.leadCount + leads,
            part_count: run.chunkCount + chunks.length,
            collected_to: to,
            is_collected: Number(isOver),
            is_cut: Number(isCut),
            ...NO_HOLD,
          });
        if (changed > 0) await appendChunks(trx, run.id, run.chunkCount, chunks);
        return changed > 0;
      });
    },

    /** Records the warnings of one more chunk. */
    async recordCheck(claimed: ClaimedRun, tally: Tally): Promise<boolean> {
      const { checkedChunks: checkedParts } = claimed.run;
      const changed = await claimedRow(db, claimed)
        .where({ state: "checking", checked_parts: checkedParts })
        .update({ checked_parts: checkedParts + 1, check_result: JSON.stringify(tally), ...NO_HOLD });
      return changed > 0;
    },

    /** Records outcomes of leads of the current chunk that were never part of a batch. */
    async recordOthers(claimed: ClaimedRun, leads: readonly RunLead[]): Promise<void> {
      const { id, doneChunks: doneParts } = claimed.run;
      const others = leads
        .filter(({ batchId }) => batchId === null)
        .map(({ leadId, outcome, detail }) => ({ leadId, outcome, detail }));
      await db.raw(
        `UPDATE dearchive_run_parts AS part JOIN dearchive_runs AS run ON run.id = part.run_id
         SET part.others = ? WHERE part.run_id = ? AND part.part = ? AND run.lease_owner = ? AND run.done_parts = ?`,
        [JSON.stringify(others), id, doneParts, claimed.owner, doneParts],
      );
    },

    /** Closes the current chunk. */
    async closeChunk(claimed: ClaimedRun, counts: RunCounts): Promise<boolean> {
      const { run } = claimed;
      return inTransaction(db, async (trx) => {
        const changed = await claimedRow(trx, claimed)
          .where({ done_parts: run.doneChunks })
          .update({ done_parts: run.doneChunks + 1, counts: JSON.stringify(addCounts(run.counts, counts)) });
        if (changed > 0)
          await trx("dearchive_run_parts")
            .where({ run_id: run.id, part: run.doneChunks })
            .update({ counts: JSON.stringify(counts) });
        return changed > 0;
      });
    },
  };
}

export type RunProgress = ReturnType<typeof createRunProgress>;
