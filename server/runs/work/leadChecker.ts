import type { ListScope } from "../../vicidial/lists.ts";
import { addToTally, type LeadWarning, type LeadWarnings } from "../leadWarnings.ts";
import type { Run } from "../run.ts";
import type { RunChunk } from "../store/chunkRow.ts";
import type { RunChunks } from "../store/runChunks.ts";
import type { RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import type { Findings, Readiness } from "./readiness.ts";
import { blockRun } from "./runBlocked.ts";
import type { UndoState } from "./undoPlan.ts";
import { judgeUndo, type UndoSources } from "./undoSources.ts";

export interface LeadCheckerOptions extends UndoSources {
  readonly progress: RunProgress;
  readonly parts: RunChunks;
  readonly readiness: Readiness;
  readonly clock: () => Date;
}

/** A lead that stays, and the concern that it stays for. */
export interface LeftOut {
  readonly leadId: number;
  readonly because: LeadWarning;
}

const UNDO_CONCERNS: Readonly<Record<UndoState, readonly LeadWarning[]>> = {
  ready: [],
  changed: ["changed"],
  back: ["back"],
  gone: ["missing"],
};

/** Looks at leads of a run: all of them beforehand, and for what is left out once more right before they move. */
export function createLeadChecker({ progress, parts, readiness, clock, ...sources }: LeadCheckerOptions) {
  /** What taking these leads of a batch back would meet. */
  async function undoFindings(
    undoOf: number,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<readonly LeadWarnings[]> {
    const judged = await judgeUndo(sources, undoOf, leadIds, scope);
    const states = new Map(judged.map(({ leadId, state }) => [leadId, state]));
    return leadIds.map((leadId) => ({ leadId, warnings: UNDO_CONCERNS[states.get(leadId) ?? "gone"] }));
  }

  /** Leads that go live are looked at as such, also where they are brought back because that was taken back. */
  async function findingsOf(
    { direction }: Pick<Run, "direction">,
    { undoOf }: Pick<RunChunk, "undoOf">,
    leadIds: readonly number[],
    scope: ListScope,
    only?: ReadonlySet<LeadWarning>,
  ): Promise<Findings> {
    const undo = undoOf === null ? [] : await undoFindings(undoOf, leadIds, scope);
    if (direction === "archive") return { leads: undo, unchecked: [] };
    const found = await readiness.of(leadIds, { scope, now: clock(), ...(only && { only }) });
    const ofUndo = new Map(undo.map(({ leadId, warnings }) => [leadId, warnings]));
    const leads = found.leads.map(({ leadId, warnings }) => {
      const own = ofUndo.get(leadId) ?? [];
      // Of one that is back already, that it is not where it came from is no news.
      const others = own.includes("back") ? [] : warnings;
      return { leadId, warnings: [...new Set([...own, ...others])] };
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
      if (!part) return blockRun("internal", `part ${run.checkedParts} is not there`);
      const found = await findingsOf(run, part, part.leadIds, scope);
      return progress.noteCheck(claimed, addToTally(run.tally, found.leads, found.unchecked));
    },

    /**
     * Those of the leads that are to be left out, each with the concern that it is left out for.
     *
     * @throws Held check_impossible where something that leads are to be left out for cannot be looked at any more
     */
    async leftOut(
      run: Pick<Run, "direction" | "leaveOut" | "tally">,
      part: Pick<RunChunk, "undoOf">,
      leadIds: readonly number[],
      scope: ListScope,
    ): Promise<readonly LeftOut[]> {
      if (run.leaveOut.length === 0) return [];
      const only = new Set(run.leaveOut);
      const { leads, unchecked } = await findingsOf(run, part, leadIds, scope, only);
      // What could not be looked at from the start was told to whoever started the run.
      const blind = unchecked.filter(
        (warning) => only.has(warning) && !run.tally.unchecked.includes(warning),
      );
      if (blind.length > 0) blockRun("check_impossible", blind.join(" "));
      return leads.flatMap(({ leadId, warnings }) => {
        const because = warnings.find((warning) => only.has(warning));
        return because ? [{ leadId, because }] : [];
      });
    },
  };
}

export type LeadChecker = ReturnType<typeof createLeadChecker>;
