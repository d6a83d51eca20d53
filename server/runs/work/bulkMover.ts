import { DearchiveError } from "../../errors.ts";
import type { MoveOrder, Mover } from "../../leads/move/index.ts";
import type { Actor } from "../../leads/move/journal.ts";
import type { Difference, LeadResult, Outcome } from "../../leads/move/outcome.ts";
import { refusedLeadsOf } from "../../leads/move/refusedLeads.ts";
import type { Direction, DirectionName } from "../../leads/tables/direction.ts";
import type { LocatedLead } from "../../leads/tables/leadTables.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";

/** What became of a lead of a list: the engine's outcomes, and what never came to a move. */
export type BulkOutcome = Outcome | "already_live" | "already_archived" | "not_found" | "refused";

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
}

/** Outcomes after which a lead stands where it was to go, and nowhere else. */
export const DONE: ReadonlySet<string> = new Set<BulkOutcome>([
  "moved",
  "deleted",
  "already_live",
  "already_archived",
]);

const FLAGS = { insert: true, update: false, delete: true } as const;

/** Of a lead that has left its table before. */
const THERE_ALREADY: Readonly<Record<DirectionName, BulkOutcome>> = {
  dearchive: "already_live",
  archive: "already_archived",
};

/** Refusals that one lead causes for its whole batch. */
function isAboutSomeLead(error: unknown): error is DearchiveError {
  return error instanceof DearchiveError && ["row_refused", "schema_drift"].includes(error.fault.code);
}

function isMissing(error: unknown): boolean {
  return error instanceof DearchiveError && error.fault.code === "ids_missing";
}

function detailOf(error: DearchiveError): string {
  return "detail" in error.fault ? error.fault.detail : error.fault.code;
}

/** The columns that keep a lead back, as a detail. */
export function columnsOf(differences: readonly Difference[]): string {
  return differences.map(({ column }) => column).join(" ");
}

function fromEngine({ leadId, outcome, differences }: LeadResult): BulkResult {
  return { leadId, outcome, detail: columnsOf(differences) };
}

/**
 * Moves batches of any leads: what stands in the other table already is passed over, so that a list may be run again.
 *
 * @returns a function that tells what became of each of some distinct leads
 * @throws (the function) DearchiveError tables_locked or connection_lost: the same leads may be given again
 */
export function createBulkMover({ mover, direction, actor, scope, dryRun }: BulkDependencies) {
  /** One refused lead refuses its batch: the others go on without it. Where it is not named, halves are tried. */
  async function moveOrHalve(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    const order: MoveOrder = { direction, leadIds, flags: FLAGS, scope, actor };
    try {
      const { leads } = await (dryRun ? mover.preview(order) : mover.move(order));
      return leads.map(fromEngine);
    } catch (error) {
      // Somebody moved a lead since it was located.
      if (isMissing(error)) return move(leadIds);
      const refused = new Map(refusedLeadsOf(error).map(({ leadId, reason }) => [leadId, reason]));
      if (refused.size > 0) return withoutRefused(leadIds, refused);
      if (!isAboutSomeLead(error)) throw error;
      const [leadId] = leadIds;
      if (leadIds.length === 1 && leadId !== undefined)
        return [{ leadId, outcome: "refused", detail: detailOf(error) }];
      const half = Math.ceil(leadIds.length / 2);
      return [...(await moveOrHalve(leadIds.slice(0, half))), ...(await moveOrHalve(leadIds.slice(half)))];
    }
  }

  async function withoutRefused(
    leadIds: readonly number[],
    refused: ReadonlyMap<number, string>,
  ): Promise<readonly BulkResult[]> {
    const results = [...refused].map(
      ([leadId, detail]): BulkResult => ({ leadId, outcome: "refused", detail }),
    );
    const others = leadIds.filter((leadId) => !refused.has(leadId));
    return others.length === 0 ? results : [...results, ...(await moveOrHalve(others))];
  }

  function notMoved(leadId: number, located: LocatedLead | undefined): BulkResult {
    const isThere = located?.inTarget && !located.inSource;
    return { leadId, outcome: isThere ? THERE_ALREADY[direction.name] : "not_found", detail: "" };
  }

  async function move(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    // What is in others' lists is nowhere to be found, in either table.
    const visible = (await mover.locate(direction, leadIds)).filter((lead) => isInScope(scope, lead.listId));
    const located = new Map(visible.map((lead) => [lead.leadId, lead]));
    const isMovable = (leadId: number) => located.get(leadId)?.inSource === true;
    const movable = leadIds.filter(isMovable);
    const others = leadIds.filter((leadId) => !isMovable(leadId));
    return [
      ...others.map((leadId) => notMoved(leadId, located.get(leadId))),
      ...(movable.length > 0 ? await moveOrHalve(movable) : []),
    ];
  }

  return move;
}
