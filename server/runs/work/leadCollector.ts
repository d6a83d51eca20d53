import type { BatchSearch } from "../../history/batchSearch.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import type { TableSearch } from "../../leads/lookup/tableSearch.ts";
import { DIRECTIONS, type DirectionName, type LeadTable } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isLeftBehind } from "../leadCounts.ts";
import type { Run } from "../run.ts";
import type { Remainder, RunSource } from "../runSource.ts";
import type { RunChunk } from "../store/chunkRow.ts";
import {
  CHUNK_SIZES,
  type ChunkResults,
  type NewChunk,
  type RunChunks,
  splitIntoChunks,
} from "../store/runChunks.ts";
import type { CollectedLeads, RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import type { RunStore } from "../store/runStore.ts";
import { type CollectLimits, readLimits } from "./collectLimits.ts";
import { blockRun } from "./runBlocked.ts";
import { isUndoable } from "./undoPlan.ts";

/** Leads per run. More leads need another run. */
export const MOST_LEADS = 100_000;
const BATCHES_AT_ONCE = 20;
/** Chunks of an earlier run read in one step. */
const CHUNKS_AT_ONCE = 8;

const LIMITS: CollectLimits = {
  mostLeads: MOST_LEADS,
  looks: 2 * MOST_LEADS,
  stretch: 20_000,
  milliseconds: 250,
};

export interface LeadCollectorOptions {
  readonly progress: RunProgress;
  readonly runs: Pick<RunStore, "isWorkedOn">;
  readonly chunks: RunChunks;
  readonly searches: Readonly<Record<LeadTable, TableSearch>>;
  readonly batches: BatchSearch;
  readonly leadOutcomes: LeadOutcomes;
  readonly limits?: CollectLimits;
}

/** The table that the leads of a run come from. */
function sourceOf({ direction }: Run): LeadTable {
  return DIRECTIONS[direction].source;
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
  limits = LIMITS,
}: LeadCollectorOptions) {
  const searchFor = (run: Run) => searches[sourceOf(run)];

  /** The leads that still fit into the run, in chunks. */
  function fitting(run: Run, leadIds: readonly number[], to: number, isOver: boolean): CollectedLeads {
    const room = limits.mostLeads - run.leadCount;
    const isCut = leadIds.length > room;
    const taken = leadIds.slice(0, room);
    return { chunks: splitIntoChunks(taken, run.direction), to, isOver: isOver || isCut, isCut };
  }

  /** Scans ids until a chunk is full, the time is over or no ids are left. */
  async function alongIds(run: Run, wanted: LeadSearch, scope: ListScope): Promise<CollectedLeads> {
    const found: number[] = [];
    const start = performance.now();
    const search = searchFor(run);
    const { stretch } = readLimits(limits, run);
    for (let from = run.collectedTo; ; ) {
      const { leadIds, last } = await search.nextRange(wanted, scope, from, stretch);
      found.push(...leadIds);
      if (last === null) return fitting(run, found, from, true);
      from = last + 1;
      const isLong = performance.now() - start > limits.milliseconds;
      if (found.length >= CHUNK_SIZES[run.direction] || isLong) return fitting(run, found, from, false);
    }
  }

  async function searched(run: Run, wanted: LeadSearch, scope: ListScope): Promise<CollectedLeads> {
    if (run.collectedTo > 0) return alongIds(run, wanted, scope);
    const looked = await searchFor(run).find(wanted, scope, readLimits(limits, run).looks);
    if ("startable" in looked)
      return blockRun("check_impossible", `${sourceOf(run)} has no index for this search`);
    return looked.isWhole
      ? fitting(run, looked.leadIds, looked.leadIds.at(-1) ?? 0, true)
      : alongIds(run, wanted, scope);
  }

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
        return progress.collect(claimed, await searched(run, run.source.search, scope));
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
