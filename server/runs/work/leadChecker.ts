import type { BatchSearch } from "../../history/batchSearch.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { addToTally, type Concern, type LeadConcerns } from "../leadWarnings.ts";
import type { Run } from "../run.ts";
import type { RunPart } from "../store/chunkRow.ts";
import type { RunParts } from "../store/runChunks.ts";
import type { RunNotes } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import type { Findings, Readiness } from "./readiness.ts";
import { holdFor } from "./runBlocked.ts";
import type { UndoState } from "./undoPlan.ts";
import { judgeUndo, type UndoSources } from "./undoSources.ts";

export interface CheckerOptions extends UndoSources {
  readonly notes: RunNotes;
  readonly parts: RunParts;
  readonly batches: BatchSearch;
  readonly readiness: Readiness;
  readonly clock: () => Date;
}

/** A lead that stays, and the concern that it stays for. */
export interface LeftOut {
  readonly leadId: number;
  readonly because: Concern;
}

const UNDO_CONCERNS: Readonly<Record<UndoState, readonly Concern[]>> = {
  ready: [],
  changed: ["changed"],
  back: ["back"],
  gone: ["missing"],
};

/** Looks at leads of a run: all of them beforehand, and for what is left out once more right before they move. */
export function createChecker({ notes, parts, batches, readiness, clock, ...sources }: CheckerOptions) {
  /** What taking these leads of a batch back would meet. */
  async function undoFindings(
    undoOf: number,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<readonly LeadConcerns[]> {
    const batch = await batches.find(undoOf);
    if (!batch) return leadIds.map((leadId) => ({ leadId, concerns: ["missing"] }));
    const wanted = new Set(leadIds);
    const moved = (await sources.leads.ofBatch(undoOf)).filter(({ leadId }) => wanted.has(leadId));
    const { plan } = await judgeUndo(sources, scope, batch, moved);
    const states = new Map(plan.leads.map(({ leadId, state }) => [leadId, state]));
    return leadIds.map((leadId) => ({ leadId, concerns: UNDO_CONCERNS[states.get(leadId) ?? "gone"] }));
  }

  /** Leads that go live are looked at as such, also where they are brought back because that was taken back. */
  async function findingsOf(
    { direction }: Pick<Run, "direction">,
    { undoOf }: Pick<RunPart, "undoOf">,
    leadIds: readonly number[],
    scope: ListScope,
    only?: ReadonlySet<Concern>,
  ): Promise<Findings> {
    const undo = undoOf === null ? [] : await undoFindings(undoOf, leadIds, scope);
    if (direction === "archive") return { leads: undo, unchecked: [] };
    const found = await readiness.of(leadIds, { scope, now: clock(), ...(only && { only }) });
    const ofUndo = new Map(undo.map(({ leadId, concerns }) => [leadId, concerns]));
    const leads = found.leads.map(({ leadId, concerns }) => {
      const own = ofUndo.get(leadId) ?? [];
      // Of one that is back already, that it is not where it came from is no news.
      const others = own.includes("back") ? [] : concerns;
      return { leadId, concerns: [...new Set([...own, ...others])] };
    });
    return { ...found, leads };
  }

  return {
    /**
     * Looks at the next part, and notes what was found.
     *
     * @returns whether the run still was ours
     * @throws Held where a part is not there; DearchiveError schema_drift
     */
    async checkNext(claimed: ClaimedRun, scope: ListScope): Promise<boolean> {
      const { run } = claimed;
      const part = await parts.leadsOf(run.id, run.checkedParts);
      if (!part) return holdFor("internal", `part ${run.checkedParts} is not there`);
      const found = await findingsOf(run, part, part.leadIds, scope);
      return notes.noteCheck(claimed, addToTally(run.tally, found.leads, found.unchecked));
    },

    /**
     * Those of the leads that are to be left out, each with the concern that it is left out for.
     *
     * @throws Held check_impossible where something that leads are to be left out for cannot be looked at any more
     */
    async leftOut(
      run: Pick<Run, "direction" | "leaveOut" | "tally">,
      part: Pick<RunPart, "undoOf">,
      leadIds: readonly number[],
      scope: ListScope,
    ): Promise<readonly LeftOut[]> {
      if (run.leaveOut.length === 0) return [];
      const only = new Set(run.leaveOut);
      const { leads, unchecked } = await findingsOf(run, part, leadIds, scope, only);
      // What could not be looked at from the start was told to whoever started the run.
      const blind = unchecked.filter(
        (concern) => only.has(concern) && !run.tally.unchecked.includes(concern),
      );
      if (blind.length > 0) holdFor("check_impossible", blind.join(" "));
      return leads.flatMap(({ leadId, concerns }) => {
        const because = concerns.find((concern) => only.has(concern));
        return because ? [{ leadId, because }] : [];
      });
    },
  };
}

export type Checker = ReturnType<typeof createChecker>;
