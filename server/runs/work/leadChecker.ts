import type { ListScope } from "../../vicidial/lists.ts";
import { addToTally, alwaysSkipped, type LeadWarning, type LeadWarnings } from "../leadWarnings.ts";
import type { Run } from "../run.ts";
import type { RunChunk } from "../store/chunkRow.ts";
import type { RunChunks } from "../store/runChunks.ts";
import type { RunProgress } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import type { ArchiveWarningChecks } from "./archiveWarningChecks.ts";
import type { LeadWarningChecks } from "./leadWarningChecks.ts";
import { blockRun } from "./runBlocked.ts";
import type { UndoState } from "./undoPlan.ts";
import { judgeUndo, type UndoSources } from "./undoSources.ts";
import type { Findings } from "./warningChecks.ts";

export interface LeadCheckerOptions extends UndoSources {
  readonly progress: RunProgress;
  readonly chunks: RunChunks;
  readonly warningChecks: LeadWarningChecks;
  readonly archiveChecks: ArchiveWarningChecks;
  readonly clock: () => Date;
}

/** A lead to skip, and the warning that it is skipped for. */
export interface SkippedLead {
  readonly leadId: number;
  readonly warning: LeadWarning;
}

const UNDO_WARNINGS: Readonly<Record<UndoState, readonly LeadWarning[]>> = {
  ready: [],
  changed: ["changed"],
  back: ["back"],
  gone: ["missing"],
};

/** Undoing a restore archives leads that the dialer may have taken up since. */
const DIALER_WARNINGS: ReadonlySet<LeadWarning> = new Set(["on_call", "in_hopper"]);

function ofDialer(only: ReadonlySet<LeadWarning> = DIALER_WARNINGS): ReadonlySet<LeadWarning> {
  return new Set([...DIALER_WARNINGS].filter((warning) => only.has(warning)));
}

/** Checks the leads of a run: all of them in the preview, and again for skipped warnings right before they move. */
export function createLeadChecker({
  progress,
  chunks,
  warningChecks,
  archiveChecks,
  clock,
  ...sources
}: LeadCheckerOptions) {
  /** Warnings about undoing the batch for these leads. */
  async function undoFindings(
    undoOf: number,
    leadIds: readonly number[],
    scope: ListScope,
  ): Promise<readonly LeadWarnings[]> {
    const judged = await judgeUndo(sources, undoOf, leadIds, scope);
    const states = new Map(judged.map(({ leadId, state }) => [leadId, state]));
    return leadIds.map((leadId) => ({ leadId, warnings: UNDO_WARNINGS[states.get(leadId) ?? "gone"] }));
  }

  /** Leads of an undo get the warnings of its direction too, except those that the undo itself judges. */
  async function findingsOf(
    { direction, changes }: Pick<Run, "direction" | "changes">,
    { undoOf }: Pick<RunChunk, "undoOf">,
    leadIds: readonly number[],
    scope: ListScope,
    only?: ReadonlySet<LeadWarning>,
  ): Promise<Findings> {
    const isJudged = undoOf !== null && (!only || only.has("changed"));
    const undo = isJudged ? await undoFindings(undoOf, leadIds, scope) : [];
    const question = { scope, now: clock(), targetList: changes?.listId, ...(only && { only }) };
    const found =
      direction === "dearchive"
        ? await warningChecks.of(leadIds, question)
        : await archiveChecks.of(leadIds, undoOf === null ? question : { ...question, only: ofDialer(only) });
    const ofUndo = new Map(undo.map(({ leadId, warnings }) => [leadId, warnings]));
    const leads = found.leads.map(({ leadId, warnings }) => {
      const own = ofUndo.get(leadId) ?? [];
      // Already moved back, so skip the other warnings.
      const others = own.includes("back") ? [] : warnings;
      return { leadId, warnings: [...new Set([...own, ...others])] };
    });
    return { ...found, leads };
  }

  return {
    /**
     * Checks the next chunk and records its warnings.
     *
     * @returns whether this instance still owned the run
     * @throws RunBlocked where the chunk is missing; DearchiveError schema_drift
     */
    async checkNext(claimed: ClaimedRun, scope: ListScope): Promise<boolean> {
      const { run } = claimed;
      const part = await chunks.leadsOf(run.id, run.checkedChunks);
      if (!part) return blockRun("internal", `chunk ${run.checkedChunks} is missing`);
      const found = await findingsOf(run, part, part.leadIds, scope);
      return progress.recordCheck(claimed, addToTally(run.tally, found.leads, found.unchecked));
    },

    /**
     * Checks leads right before they move, for the warnings to skip only. Leads that are being called are always skipped.
     *
     * @throws RunBlocked check_impossible where one of these warnings can no longer be checked
     */
    async skippedLeads(
      run: Pick<Run, "direction" | "skip" | "tally" | "changes">,
      part: Pick<RunChunk, "undoOf">,
      leadIds: readonly number[],
      scope: ListScope,
    ): Promise<readonly SkippedLead[]> {
      const only = new Set([...run.skip, ...alwaysSkipped(run)]);
      if (only.size === 0) return [];
      const { leads, unchecked } = await findingsOf(run, part, leadIds, scope, only);
      // Warnings that were unchecked from the start were shown to the user before the run started.
      const uncheckable = unchecked.filter(
        (warning) => only.has(warning) && !run.tally.unchecked.includes(warning),
      );
      if (uncheckable.length > 0) blockRun("check_impossible", uncheckable.join(" "));
      return leads.flatMap(({ leadId, warnings }) => {
        const warning = warnings.find((raised) => only.has(raised));
        return warning ? [{ leadId, warning }] : [];
      });
    },
  };
}

export type LeadChecker = ReturnType<typeof createLeadChecker>;
