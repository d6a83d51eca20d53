import type { BatchSearch } from "../history/batchSearch.ts";
import type { ListScope } from "../vicidial/lists.ts";
import { addToTally, type Concern, type LeadConcerns } from "./concerns.ts";
import { holdFor } from "./held.ts";
import type { createReadiness, Readiness } from "./readiness.ts";
import type { Run } from "./run.ts";
import type { RunNotes } from "./runNotes.ts";
import type { RunPart, RunParts } from "./runParts.ts";
import type { ClaimedRun } from "./runQueue.ts";
import { judgeUndo, type UndoSources } from "./undo/gather.ts";
import type { UndoState } from "./undo/plan.ts";

export interface CheckParts extends UndoSources {
  readonly notes: RunNotes;
  readonly parts: RunParts;
  readonly batches: BatchSearch;
  readonly readiness: ReturnType<typeof createReadiness>;
  readonly clock: () => Date;
}

const UNDO_CONCERNS: Readonly<Record<UndoState, readonly Concern[]>> = {
  ready: [],
  changed: ["changed"],
  back: ["back"],
  gone: ["missing"],
};

/** Looks at leads of a run: all of them beforehand, and for what is left out once more right before they move. */
export function createChecker({ notes, parts, batches, readiness, clock, ...sources }: CheckParts) {
  async function undoConcerns(
    undoOf: number,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<Readiness> {
    const batch = await batches.find(undoOf);
    const wanted = new Set(leadIds);
    const moved = (await sources.leads.ofBatch(undoOf)).filter(({ leadId }) => wanted.has(leadId));
    const { plan } = batch ? await judgeUndo(sources, scope, batch, moved) : { plan: { leads: [] } };
    const states = new Map(plan.leads.map(({ leadId, state }) => [leadId, state]));
    return {
      leads: leadIds.map((leadId) => ({ leadId, concerns: UNDO_CONCERNS[states.get(leadId) ?? "gone"] })),
      unchecked: [],
    };
  }

  function concernsOf(
    { undoOf }: Pick<RunPart, "undoOf">,
    leadIds: readonly number[],
    scope: ListScope,
    only?: ReadonlySet<Concern>,
  ): Promise<Readiness> {
    if (undoOf !== null) return undoConcerns(undoOf, leadIds, scope);
    return readiness.of(leadIds, { scope, now: clock(), ...(only && { only }) });
  }

  return {
    /** @throws DearchiveError schema_drift where no lead can be moved between tables like these */
    refuseObstacles: readiness.refuseObstacles,

    /** Looks at the next part, and notes what was found. @returns whether the run still was ours */
    async checkNext(claimed: ClaimedRun, scope: ListScope): Promise<boolean> {
      const { run } = claimed;
      const part = await parts.leadsOf(run.id, run.checkedParts);
      if (!part) return holdFor("internal", `part ${run.checkedParts} is not there`);
      const found = await concernsOf(part, part.leadIds, scope);
      return notes.noteCheck(claimed, addToTally(run.tally, found.leads, found.unchecked));
    },

    /**
     * Those of the leads that are to be left out, each with the concern that it is left out for.
     *
     * @throws Held check_impossible where something that leads are to be left out for cannot be looked at any more
     */
    async leftOut(
      { leaveOut, tally }: Pick<Run, "leaveOut" | "tally">,
      part: Pick<RunPart, "undoOf">,
      leadIds: readonly number[],
      scope: ListScope,
    ): Promise<readonly (LeadConcerns & { readonly because: Concern })[]> {
      if (leaveOut.length === 0) return [];
      const only = new Set(leaveOut);
      const { leads, unchecked } = await concernsOf(part, leadIds, scope, only);
      // What could not be looked at from the start was told to whoever started the run.
      const blind = unchecked.filter((concern) => only.has(concern) && !tally.unchecked.includes(concern));
      if (blind.length > 0) holdFor("check_impossible", blind.join(" "));
      return leads.flatMap((lead) => {
        const because = lead.concerns.find((concern) => only.has(concern));
        return because ? [{ ...lead, because }] : [];
      });
    },
  };
}

export type Checker = ReturnType<typeof createChecker>;
