import type { ChangedLeads } from "../../history/changedLeads.ts";
import type { BatchChanges } from "../../leads/changes/changedLead.ts";
import type { ChangesCheck } from "../../leads/changes/index.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { Run } from "../run.ts";
import { RunBlocked } from "./runBlocked.ts";

export interface RunChangesOptions {
  readonly changedLeads: Pick<ChangedLeads, "hasAny">;
  readonly check: Pick<ChangesCheck, "targetList">;
  readonly clock: () => Date;
}

/** Decides what the batches of a run change in their leads. */
export function createRunChanges({ changedLeads, check, clock }: RunChangesOptions) {
  return {
    /**
     * Returns what a batch changes: what its run sets, or what the undone batch had set.
     *
     * @param undoOf the batch that it undoes, if any
     */
    async of(
      { changes, direction }: Pick<Run, "changes" | "direction">,
      undoOf: number | null,
    ): Promise<BatchChanges | undefined> {
      if (undoOf !== null)
        return (await changedLeads.hasAny(undoOf)) ? { kind: "revert", batchId: undoOf } : undefined;
      return changes && direction === "dearchive" ? { kind: "set", changes, at: clock() } : undefined;
    },

    /** @throws RunBlocked owner_rights where the list is gone, or the run's owner may no longer access it */
    async refuseLostList({ changes }: Pick<Run, "changes">, scope: ListScope): Promise<void> {
      const listId = changes?.listId;
      if (listId === undefined || (await check.targetList(listId, scope, clock()))) return;
      throw new RunBlocked({ code: "owner_rights", detail: "target_list", until: null }, true);
    },
  };
}

export type RunChanges = ReturnType<typeof createRunChanges>;
