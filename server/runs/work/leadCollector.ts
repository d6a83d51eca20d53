import type { BatchSearch } from "../../history/batchSearch.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { ReadActivity } from "../../leads/lookup/activity.ts";
import type { TableSearch } from "../../leads/lookup/tableSearch.ts";
import type { DirectionName, LeadTable } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isLeftBehind } from "../leadCounts.ts";
import type { Run } from "../run.ts";
import type { Remainder, RunSource } from "../runSource.ts";
import type { RunChunk } from "../store/chunkRow.ts";
import { type ChunkResults, type NewChunk, type RunChunks, splitIntoChunks } from "../store/runChunks.ts";
import type { CollectedLeads, RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import type { RunStore } from "../store/runStore.ts";
import { COLLECT_LIMITS, type CollectLimits } from "./collectLimits.ts";
import { blockRun } from "./runBlocked.ts";
import { createSearchCollector } from "./searchCollector.ts";
import { isUndoable } from "./undoPlan.ts";

const BATCHES_AT_ONCE = 20;
/** Chunks of an earlier run read in one step. */
const CHUNKS_AT_ONCE = 8;

export interface LeadCollectorOptions {
  readonly progress: RunProgress;
  readonly runs: Pick<RunStore, "isWorkedOn">;
  readonly chunks: RunChunks;
  readonly searches: Readonly<Record<LeadTable, TableSearch>>;
  readonly batches: BatchSearch;
  readonly leadOutcomes: LeadOutcomes;
  readonly readActivity: ReadActivity;
  readonly limits?: CollectLimits;
}

/** The leads of a chunk of an earlier run that another run tries again. Pure. */
function remainingLeads(
  { leadIds, leads }: RunChunk & ChunkResults,
  remainder: Remainder,
  direction: DirectionName,
): readonly number[] {
  const outcomes = new Map(leads.map(({ leadId, outcome }) => [leadId, outcome]));
  return leadIds.filter((leadId) => {
    const outcome = outcomes.get(leadId);
    if (outcome === undefined) return remainder === "rest";
    return remainder === "left_behind" && isLeftBehind(outcome, direction);
  });
}

/** Finds the leads of a run in steps, so that another instance can continue after the last one. */
export function createLeadCollector({
  progress,
  runs,
  chunks,
  searches,
  batches,
  leadOutcomes,
  readActivity,
  limits = COLLECT_LIMITS,
}: LeadCollectorOptions) {
  const collectSearched = createSearchCollector({ searches, readActivity, limits });

  /** Leads that an undo of the batch can move back, in chunks. */
  async function undoChunks({ direction }: Run, batchId: number): Promise<readonly NewChunk[]> {
    const [batch, leads] = [await batches.find(batchId), await leadOutcomes.ofBatch(batchId)];
    const moved = batch ? leads.filter((lead) => isUndoable(lead, batch)) : [];
    const ids = moved.map(({ leadId }) => leadId);
    return splitIntoChunks(ids, direction).map((chunk) => ({ ...chunk, undoOf: batchId }));
  }

  async function leadsOfBatch(run: Run, batchId: number): Promise<CollectedLeads> {
    return { chunks: await undoChunks(run, batchId), to: batchId, isOver: true, isCut: false };
  }

  async function leadsOfRun(run: Run, undone: number): Promise<CollectedLeads> {
    await refuseUnsettled(undone);
    const ids = await chunks.batchesAfter(undone, run.collectedTo, BATCHES_AT_ONCE);
    const found: NewChunk[] = [];
    // One batch at a time: each may hold thousands of leads, and pages are served meanwhile.
    for (const id of ids) found.push(...(await undoChunks(run, id)));
    return {
      chunks: found,
      to: ids.at(-1) ?? run.collectedTo,
      isOver: ids.length < BATCHES_AT_ONCE,
      isCut: false,
    };
  }

  /** Waits for the last batch of a run that was just stopped: its leads must be known. */
  async function refuseUnsettled(runId: number): Promise<void> {
    if ((await runs.isWorkedOn(runId)) || !(await chunks.isSettled(runId)))
      blockRun("undo_waits", String(runId));
  }

  async function leadsOfRemainder(
    { collectedTo, direction }: Run,
    { runId, remainder }: Extract<RunSource, { readonly kind: "remainder" }>,
  ): Promise<CollectedLeads> {
    await refuseUnsettled(runId);
    const found: number[] = [];
    for (let index = collectedTo; index < collectedTo + CHUNKS_AT_ONCE; index += 1) {
      const chunk = await chunks.read(runId, index);
      if (!chunk) return { chunks: splitIntoChunks(found, direction), to: index, isOver: true, isCut: false };
      found.push(...remainingLeads(chunk, remainder, direction));
    }
    return {
      chunks: splitIntoChunks(found, direction),
      to: collectedTo + CHUNKS_AT_ONCE,
      isOver: false,
      isCut: false,
    };
  }

  /**
   * Finds and records the next leads of a run. The leads of a list are known from the start.
   *
   * @returns whether this instance still owned the run
   * @throws RunBlocked check_impossible, undo_waits; DearchiveError schema_drift
   */
  return async function collect(claimed: ClaimedRun, scope: ListScope): Promise<boolean> {
    const { run } = claimed;
    switch (run.source.kind) {
      case "search":
        return progress.collect(claimed, await collectSearched(claimed, run.source, scope));
      case "remainder":
        return progress.collect(claimed, await leadsOfRemainder(run, run.source));
      case "run":
        return progress.collect(claimed, await leadsOfRun(run, run.source.runId));
      case "batch":
        return progress.collect(claimed, await leadsOfBatch(run, run.source.batchId));
      case "list":
        return true;
    }
  };
}
