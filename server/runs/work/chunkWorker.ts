import { isOutOfReach } from "../../db/databaseErrors.ts";
import type { Preflight } from "../../leads/lookup/preflight.ts";
import type { Callbacks } from "../../leads/move/callbacks.ts";
import type { Mover } from "../../leads/move/index.ts";
import { isOutcome } from "../../leads/move/outcome.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { alwaysSkipped } from "../leadWarnings.ts";
import type { Run } from "../run.ts";
import { countOutcomes, IN_TARGET, type RunOutcome } from "../runOutcome.ts";
import type { RunChunk } from "../store/chunkRow.ts";
import type { ChunkResults, RunChunks } from "../store/runChunks.ts";
import type { RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import { type BulkResult, createBulkMover } from "./bulkMover.ts";
import { moveInLanes } from "./lanes.ts";
import type { LeadChecker, SkippedLead } from "./leadChecker.ts";
import { createLookahead } from "./lookahead.ts";
import { blockRun } from "./runBlocked.ts";
import type { RunChanges } from "./runChanges.ts";

export interface ChunkWorkerOptions {
  readonly progress: RunProgress;
  readonly chunks: RunChunks;
  readonly checker: LeadChecker;
  readonly preflight: Preflight;
  readonly mover: Pick<Mover, "move" | "preview" | "locate">;
  readonly callbacks: Callbacks;
  readonly runChanges: RunChanges;
}

/** Most leads of a step with a speed limit: more at a time would come in bursts. */
const MOST_LIMITED_LEADS = 500;

/** A chunk, and which of its leads are skipped. */
interface LookedUp {
  readonly part: RunChunk & ChunkResults;
  /** Undefined if this has to be checked right before the move. */
  readonly skipped: readonly SkippedLead[] | undefined;
}

/** The outcome of a lead that a step handled. */
interface Handled {
  readonly leadId: number;
  readonly outcome: RunOutcome;
}

/** The result of a step: how many leads it handled, or that none are left. */
export type Step = { readonly leads: number } | "finished";

/** Moves the leads of a run in steps. Reads what is done from the batches, so any instance can continue. */
export function createChunkWorker({
  progress,
  chunks,
  checker,
  preflight,
  mover,
  callbacks,
  runChanges,
}: ChunkWorkerOptions) {
  async function move(
    { run }: ClaimedRun,
    part: RunChunk,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<readonly BulkResult[]> {
    if (leadIds.length === 0) return [];
    const changes = await runChanges.of(run, part.undoOf);
    const moveAll = createBulkMover({
      mover,
      ...(changes && { changes }),
      direction: DIRECTIONS[run.direction],
      scope,
      dryRun: false,
      actor: {
        customer: run.customer,
        keyId: null,
        vicidialUser: run.user,
        requestId: `run-${run.id}`,
        run: { id: run.id, part: part.index },
        ...(part.undoOf !== null && { undoOf: part.undoOf }),
      },
    });
    const { results, failure } = await moveInLanes(leadIds, moveAll);
    // The leads of the other batches are found in them by the next attempt.
    if (failure !== undefined) throw failure;
    return results;
  }

  const lookahead = createLookahead<LookedUp>();

  /** Looks a chunk up before its turn. */
  async function lookUp(run: Run, chunk: number, scope: ListScope): Promise<LookedUp | undefined> {
    const part = await chunks.read(run.id, chunk);
    if (!part) return undefined;
    // A phone call can begin at any moment, so nothing that was found earlier counts for leads that are archived.
    const isChecked = alwaysSkipped(run).length === 0;
    return {
      part,
      skipped: isChecked ? await checker.skippedLeads(run, part, part.leadIds, scope) : undefined,
    };
  }

  /** Moves leads except those to skip, and records their outcomes. */
  async function moveSome(
    claimed: ClaimedRun,
    part: RunChunk & ChunkResults,
    leadIds: readonly number[],
    { scope, skipped }: { readonly scope: ListScope; readonly skipped: readonly SkippedLead[] | undefined },
  ): Promise<readonly Handled[]> {
    const { run } = claimed;
    await preflight.refuseObstacles(DIRECTIONS[run.direction]);
    await runChanges.refuseLostList(run, scope);
    const toSkip = skipped ?? (await checker.skippedLeads(run, part, leadIds, scope));
    const skip = new Map(toSkip.map(({ leadId, warning }) => [leadId, warning]));
    const leftOut = leadIds.flatMap((leadId) => {
      const detail = skip.get(leadId);
      return detail === undefined ? [] : [{ leadId, outcome: "left_out", detail } as const];
    });
    const moving = leadIds.filter((leadId) => !skip.has(leadId));
    const results = await move(claimed, part, moving, scope);
    // The engine recorded its outcomes with its batches; record the others here.
    const others = [...leftOut, ...results.filter(({ outcome }) => !isOutcome(outcome))];
    if (others.length > 0)
      await progress.recordOthers(claimed, [
        ...part.leads,
        ...others.map((lead) => ({ ...lead, batchId: null })),
      ]);
    await restoreCallbacks(run, results);
    return [...leftOut, ...results];
  }

  /** Restores callbacks of restored leads. Runs again when the chunk closes, in case it was interrupted here. */
  async function restoreCallbacks(
    { restoresCallbacks, direction }: Run,
    leads: readonly Handled[],
  ): Promise<void> {
    if (!restoresCallbacks || direction !== "dearchive") return;
    const live = leads.filter(({ outcome }) => IN_TARGET.has(outcome)).map(({ leadId }) => leadId);
    await callbacks.restore(live).catch((error: unknown) => {
      if (isOutOfReach(error)) blockRun("check_impossible", "the callbacks");
      throw error;
    });
  }

  /** @param handled leads that the step before handled, and whose callbacks it restored */
  async function close(
    claimed: ClaimedRun,
    { leads }: ChunkResults,
    handled: readonly Handled[] = [],
  ): Promise<boolean> {
    await restoreCallbacks(claimed.run, leads);
    return progress.closeChunk(claimed, countOutcomes([...leads, ...handled]));
  }

  return {
    /** Closes the current chunk of a stopped run, without outcomes for its remaining leads. */
    async closeStopped(claimed: ClaimedRun): Promise<void> {
      const { run } = claimed;
      const part = run.state === "stopped" ? await chunks.read(run.id, run.doneChunks) : undefined;
      if (part && part.leads.length > 0 && !part.isOpen) await close(claimed, part);
    },

    /**
     * Handles the next leads; undefined once the claim is lost.
     *
     * @throws RunBlocked where the run cannot continue now
     */
    async step(claimed: ClaimedRun, scope: ListScope): Promise<Step | undefined> {
      const { run } = claimed;
      const isLimited = run.rate !== null;
      const known = isLimited ? undefined : lookahead.take(claimed);
      const part = known?.part ?? (await chunks.read(run.id, run.doneChunks));
      if (!part) return "finished";
      if (part.isOpen) blockRun("interrupted");
      const before = new Set(part.leads.map(({ leadId }) => leadId));
      const rest = part.leadIds.filter((leadId) => !before.has(leadId));
      if (rest.length === 0) return (await close(claimed, part)) ? { leads: 0 } : undefined;
      const some = isLimited ? rest.slice(0, Math.min(run.rate, MOST_LIMITED_LEADS)) : rest;
      const work = () => moveSome(claimed, part, some, { scope, skipped: known?.skipped });
      const handled = await (isLimited
        ? work()
        : lookahead.during(claimed, (chunk) => lookUp(run, chunk, scope), work));
      if (some.length < rest.length) return { leads: some.length };
      return (await close(claimed, part, handled)) ? { leads: some.length } : undefined;
    },
  };
}
