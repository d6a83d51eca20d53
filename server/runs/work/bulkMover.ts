import { DearchiveError } from "../../errors.ts";
import type { BatchChanges } from "../../leads/changes/changedLead.ts";
import type { MoveOrder, Mover } from "../../leads/move/index.ts";
import type { Actor } from "../../leads/move/journal.ts";
import type { Difference, LeadResult } from "../../leads/move/outcome.ts";
import { refusedLeadsOf } from "../../leads/move/refusedLeads.ts";
import type { Direction, DirectionName } from "../../leads/tables/direction.ts";
import type { LocatedLead } from "../../leads/tables/leadReader.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import type { BulkOutcome } from "../runOutcome.ts";

export interface BulkResult {
  readonly leadId: number;
  readonly outcome: BulkOutcome;
  readonly detail: string;
}

export interface BulkDependencies {
  readonly mover: Pick<Mover, "move" | "preview" | "locate">;
  readonly direction: Direction;
  readonly actor: Actor;
  readonly scope: ListScope;
  readonly dryRun: boolean;
  /** What changes in the moved leads; nothing if left out. */
  readonly changes?: BatchChanges;
}

const FLAGS = { insert: true, update: false, delete: true } as const;

/** The outcome of a lead that is only in the target table. */
const ALREADY_THERE: Readonly<Record<DirectionName, BulkOutcome>> = {
  dearchive: "already_live",
  archive: "already_archived",
};

/** Whether a single lead can have caused the refusal of its whole batch. */
function isAboutSomeLead(error: unknown): error is DearchiveError {
  return error instanceof DearchiveError && ["row_refused", "schema_drift"].includes(error.fault.code);
}

function isMissing(error: unknown): boolean {
  return error instanceof DearchiveError && error.fault.code === "ids_missing";
}

function detailOf(error: DearchiveError): string {
  return "detail" in error.fault ? error.fault.detail : error.fault.code;
}

/** The names of the differing columns, as stored in an outcome's detail. */
export function columnsOf(differences: readonly Difference[]): string {
  return differences.map(({ column }) => column).join(" ");
}

function toBulkResult({ leadId, outcome, differences }: LeadResult): BulkResult {
  return { leadId, outcome, detail: columnsOf(differences) };
}

/**
 * Moves any leads in batches. Skips leads that are already in the target table, so that a list can be run again.
 *
 * @returns a function that moves distinct leads and returns the outcome of each
 * @throws (the function) DearchiveError tables_locked or connection_lost: the same leads can be moved again
 */
export function createBulkMover({ mover, direction, actor, scope, dryRun, changes }: BulkDependencies) {
  /** Leaves out leads that the batch is refused for. Where the refusal names none, tries halves. */
  async function move(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    const order: MoveOrder = { direction, leadIds, flags: FLAGS, scope, actor, ...(changes && { changes }) };
    try {
      const { leads } = await (dryRun ? mover.preview(order) : mover.move(order));
      return leads.map(toBulkResult);
    } catch (error) {
      if (isMissing(error)) return moveLocated(leadIds);
      const refused = new Map(refusedLeadsOf(error).map(({ leadId, reason }) => [leadId, reason]));
      if (refused.size > 0) return moveOthers(leadIds, refused);
      if (!isAboutSomeLead(error)) throw error;
      const [leadId] = leadIds;
      if (leadIds.length === 1 && leadId !== undefined)
        return [{ leadId, outcome: "refused", detail: detailOf(error) }];
      const half = Math.ceil(leadIds.length / 2);
      return [...(await move(leadIds.slice(0, half))), ...(await move(leadIds.slice(half)))];
    }
  }

  async function moveOthers(
    leadIds: readonly number[],
    refused: ReadonlyMap<number, string>,
  ): Promise<readonly BulkResult[]> {
    const results = [...refused].map(
      ([leadId, detail]): BulkResult => ({ leadId, outcome: "refused", detail }),
    );
    const others = leadIds.filter((leadId) => !refused.has(leadId));
    return others.length === 0 ? results : [...results, ...(await move(others))];
  }

  function notMoved(leadId: number, located: LocatedLead | undefined): BulkResult {
    const isThere = located?.inTarget && !located.inSource;
    return { leadId, outcome: isThere ? ALREADY_THERE[direction.name] : "not_found", detail: "" };
  }

  /** Moves the leads that are in the source table. Leads in lists outside the scope count as not found. */
  async function moveLocated(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    const visible = (await mover.locate(direction, leadIds)).filter((lead) => isInScope(scope, lead.listId));
    const located = new Map(visible.map((lead) => [lead.leadId, lead]));
    const isMovable = (leadId: number) => located.get(leadId)?.inSource === true;
    const movable = leadIds.filter(isMovable);
    const others = leadIds.filter((leadId) => !isMovable(leadId));
    return [
      ...others.map((leadId) => notMoved(leadId, located.get(leadId))),
      ...(movable.length > 0 ? await move(movable) : []),
    ];
  }

  // The move itself looks the leads up and locks them, so they are located only where it misses some.
  return move;
}
