import type { Knex } from "knex";
import { inTransaction } from "../../db/transaction.ts";
import type { Tally } from "../leadWarnings.ts";
import { addCounts, type RunCounts } from "../runOutcome.ts";
import type { RunLead } from "./chunkRow.ts";
import { appendChunks, type NewChunk } from "./runChunks.ts";
import { type ClaimedRun, claimedRow } from "./runQueue.ts";
import { NO_HOLD } from "./runRow.ts";

/** More leads that were found. */
export interface CollectedLeads {
  readonly parts: readonly NewChunk[];
  /** Where finding them goes on. */
  readonly to: number;
  readonly isOver: boolean;
  readonly isCut: boolean;
}

/**
 * What is noted of a run while it goes on. Each note is taken only where the run still is its claimant's and stands where that
 * left it, so that nothing is noted twice.
 */
export function createRunProgress(db: Knex) {
  return {
    /** Appends leads that were found. */
    async collect(claimed: ClaimedRun, { parts, to, isOver, isCut }: CollectedLeads): Promise<boolean> {
      const { run } = claimed;
      return inTransaction(db, async (trx) => {
        const leads = parts.reduce((sum, { leadIds }) => sum + leadIds.length, 0);
        const changed = await claimedRow(trx, claimed)
          .where({ state: "checking", part_count: run.partCount })
          .update({
            lead_count: run.leadCount + leads,
            part_count: run.partCount + parts.length,
            collected_to: to,
            is_collected: Number(isOver),
            is_cut: Number(isCut),
            ...NO_HOLD,
          });
        if (changed > 0) await appendChunks(trx, run.id, run.partCount, parts);
        return changed > 0;
      });
    },

    /** Notes what was found about the leads of one part more. */
    async noteCheck(claimed: ClaimedRun, tally: Tally): Promise<boolean> {
      const { checkedParts } = claimed.run;
      const changed = await claimedRow(db, claimed)
        .where({ state: "checking", checked_parts: checkedParts })
        .update({ checked_parts: checkedParts + 1, check_result: JSON.stringify(tally), ...NO_HOLD });
      return changed > 0;
    },

    /** Notes what became of leads of the part under way that never came to a batch. */
    async noteOthers(claimed: ClaimedRun, leads: readonly RunLead[]): Promise<void> {
      const { id, doneParts } = claimed.run;
      const others = leads
        .filter(({ batchId }) => batchId === null)
        .map(({ leadId, outcome, detail }) => ({ leadId, outcome, detail }));
      await db.raw(
        `UPDATE dearchive_run_parts AS part JOIN dearchive_runs AS run ON run.id = part.run_id
         SET part.others = ? WHERE part.run_id = ? AND part.part = ? AND run.lease_owner = ? AND run.done_parts = ?`,
        [JSON.stringify(others), id, doneParts, claimed.owner, doneParts],
      );
    },

    /** Goes on to the next part. */
    async closePart(claimed: ClaimedRun, counts: RunCounts): Promise<boolean> {
      const { run } = claimed;
      return inTransaction(db, async (trx) => {
        const changed = await claimedRow(trx, claimed)
          .where({ done_parts: run.doneParts })
          .update({ done_parts: run.doneParts + 1, counts: JSON.stringify(addCounts(run.counts, counts)) });
        if (changed > 0)
          await trx("dearchive_run_parts")
            .where({ run_id: run.id, part: run.doneParts })
            .update({ counts: JSON.stringify(counts) });
        return changed > 0;
      });
    },
  };
}

export type RunProgress = ReturnType<typeof createRunProgress>;
