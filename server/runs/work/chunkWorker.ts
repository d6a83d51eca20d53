import { isOutOfReach } from "../../db/databaseErrors.ts";
import type { Preflight } from "../../leads/lookup/preflight.ts";
import type { Callbacks } from "../../leads/move/callbacks.ts";
import type { Mover } from "../../leads/move/index.ts";
import { isOutcome } from "../../leads/move/outcome.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { Run } from "../run.ts";
import { countOutcomes, IN_TARGET } from "../runOutcome.ts";
import type { RunChunk, RunLead } from "../store/chunkRow.ts";
import { CHUNK_SIZE, type ChunkResults, type RunChunks } from "../store/runChunks.ts";
import type { RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import { type BulkResult, createBulkMover } from "./bulkMover.ts";
import type { LeadChecker } from "./leadChecker.ts";
import { blockRun } from "./runBlocked.ts";

export interface ChunkWorkerOptions {
  readonly progress: RunProgress;
  readonly parts: RunChunks;
  readonly checker: LeadChecker;
  readonly preflight: Preflight;
  readonly mover: Pick<Mover, "move" | "preview" | "locate">;
  readonly callbacks: Callbacks;
}

/** What a step of a run did: how many leads it worked on, or that there are none left. */
export type Step = { readonly leads: number } | "finished";

/** Works on a run, some leads at a time. What was done before is read from the batches themselves, whoever did it. */
export function createChunkWorker({
  progress,
  parts,
  checker,
  preflight,
  mover,
  callbacks,
}: ChunkWorkerOptions) {
  async function move(
    { run }: ClaimedRun,
    part: RunChunk,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<readonly BulkResult[]> {
    if (leadIds.length === 0) return [];
    const moveAll = createBulkMover({
      mover,
      direction: DIRECTIONS[run.direction],
      scope,
      dryRun: false,
      actor: {
        customer: run.customer,
        keyId: null,
        vicidialUser: run.user,
        requestId: `run-${run.id}`,
        run: { id: run.id, part: part.part },
        ...(part.undoOf !== null && { undoOf: part.undoOf }),
      },
    });
    return moveAll(leadIds);
  }

  /** Works on the next leads of a part. */
  async function workOn(
    claimed: ClaimedRun,
    part: RunChunk & ChunkResults,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<void> {
    const { run } = claimed;
    await preflight.refuseObstacles(DIRECTIONS[run.direction]);
    const out = await checker.leftOut(run, part, leadIds, scope);
    const staying = new Set(out.map(({ leadId }) => leadId));
    const moving = leadIds.filter((leadId) => !staying.has(leadId));
    const leftOut = out.map(
      ({ leadId, because }) => ({ leadId, outcome: "left_out", detail: because }) as const,
    );
    const results = await move(claimed, part, moving, scope);
    // What the engine did stands with its batches; what never came to one is noted here.
    const others = [...leftOut, ...results.filter(({ outcome }) => !isOutcome(outcome))];
    await progress.noteOthers(claimed, [
      ...part.leads,
      ...others.map((lead) => ({ ...lead, batchId: null })),
    ]);
    await bringCallbacks(run, results);
  }

  /** Brings callbacks of leads that came back; once more for all of them when their part is closed, should it be cut off here. */
  async function bringCallbacks(
    { restoresCallbacks, direction }: Run,
    leads: readonly Pick<RunLead, "leadId" | "outcome">[],
  ): Promise<void> {
    if (!restoresCallbacks || direction !== "dearchive") return;
    const live = leads.filter(({ outcome }) => IN_TARGET.has(outcome)).map(({ leadId }) => leadId);
    await callbacks.restore(live).catch((error: unknown) => {
      if (isOutOfReach(error)) blockRun("check_impossible", "the callbacks");
      throw error;
    });
  }

  /** Goes on to the next part. */
  async function close(claimed: ClaimedRun, { leads }: ChunkResults): Promise<boolean> {
    await bringCallbacks(claimed.run, leads);
    return progress.closePart(claimed, countOutcomes(leads));
  }

  return {
    /** Closes the part under way of a run that was stopped: what became of the rest of it is that nothing did. */
    async leave(claimed: ClaimedRun): Promise<void> {
      const { run } = claimed;
      const part = run.state === "stopped" ? await parts.read(run.id, run.doneParts) : undefined;
      if (part && part.leads.length > 0 && !part.isOpen) await close(claimed, part);
    },

    /**
     * Works on the next leads; undefined where the run is not ours any more.
     *
     * @throws Held where it cannot go on now
     */
    async step(claimed: ClaimedRun, scope: ListScope): Promise<Step | undefined> {
      const { run } = claimed;
      const part = await parts.read(run.id, run.doneParts);
      if (!part) return "finished";
      if (part.isOpen) blockRun("interrupted");
      const told = new Set(part.leads.map(({ leadId }) => leadId));
      const rest = part.leadIds.filter((leadId) => !told.has(leadId));
      if (rest.length === 0) return (await close(claimed, part)) ? { leads: 0 } : undefined;
      const some = rest.slice(0, Math.min(run.rate ?? CHUNK_SIZE, CHUNK_SIZE));
      await workOn(claimed, part, some, scope);
      return { leads: some.length };
    },
  };
}
