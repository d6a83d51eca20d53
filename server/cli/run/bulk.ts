import { DearchiveError } from "../../errors.ts";
import { DEARCHIVE } from "../../leads/direction.ts";
import type { Actor } from "../../leads/journal.ts";
import type { LocatedLead } from "../../leads/leadTables.ts";
import type { MoveOrder, Mover } from "../../leads/move.ts";
import type { LeadResult, Outcome } from "../../leads/outcome.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import type { ListedLead } from "./leadIds.ts";

/** What became of a line of the list: the engine's outcomes, and what never came to a move. */
export type BulkOutcome = Outcome | "already_live" | "not_found" | "invalid" | "refused";

export interface BulkResult {
  /** The id, or the text that is none. */
  readonly lead: string;
  readonly outcome: BulkOutcome;
  readonly detail: string;
}

export interface BulkParts {
  readonly mover: Mover;
  readonly actor: Actor;
  readonly scope: ListScope;
  readonly dryRun: boolean;
}

/** Outcomes after which a lead is live and no more in the archive. */
export const DONE: ReadonlySet<BulkOutcome> = new Set(["moved", "deleted", "already_live"]);

const FLAGS = { insert: true, update: false, delete: true } as const;

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

function fromEngine({ leadId, outcome, differences }: LeadResult): BulkResult {
  return { lead: String(leadId), outcome, detail: differences.map(({ column }) => column).join(" ") };
}

function notMoved(leadId: number, located: LocatedLead | undefined): BulkResult {
  const outcome = located?.inTarget && !located.inSource ? "already_live" : "not_found";
  return { lead: String(leadId), outcome, detail: "" };
}

/** Moves batches of a list of any kind: what is live already is passed over, so that a list may be run again. */
export function createBulkMover({ mover, actor, scope, dryRun }: BulkParts) {
  /** One refused lead refuses its batch: halves are tried until it stands alone. */
  async function moveOrHalve(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    const order: MoveOrder = { direction: DEARCHIVE, leadIds, flags: FLAGS, scope, actor };
    try {
      const { leads } = await (dryRun ? mover.preview(order) : mover.move(order));
      return leads.map(fromEngine);
    } catch (error) {
      // Somebody moved a lead since it was located.
      if (isMissing(error)) return moveListed(leadIds);
      if (!isAboutSomeLead(error)) throw error;
      if (leadIds.length === 1)
        return [{ lead: String(leadIds[0]), outcome: "refused", detail: detailOf(error) }];
      const half = Math.ceil(leadIds.length / 2);
      return [...(await moveOrHalve(leadIds.slice(0, half))), ...(await moveOrHalve(leadIds.slice(half)))];
    }
  }

  async function moveListed(leadIds: readonly number[]): Promise<readonly BulkResult[]> {
    // What is in others' lists is nowhere to be found, be it archived or live.
    const visible = (await mover.locate(DEARCHIVE, leadIds)).filter((lead) => isInScope(scope, lead.listId));
    const located = new Map(visible.map((lead) => [lead.leadId, lead]));
    const isMovable = (leadId: number) => located.get(leadId)?.inSource === true;
    const movable = leadIds.filter(isMovable);
    const others = leadIds.filter((leadId) => !isMovable(leadId));
    return [
      ...others.map((leadId) => notMoved(leadId, located.get(leadId))),
      ...(movable.length > 0 ? await moveOrHalve(movable) : []),
    ];
  }

  return {
    /** @throws DearchiveError tables_locked or connection_lost: the same lines may be given again */
    async move(listed: readonly ListedLead[]): Promise<readonly BulkResult[]> {
      const ids = new Set(listed.flatMap((lead) => ("leadId" in lead ? [lead.leadId] : [])));
      const invalid = listed.flatMap((lead): readonly BulkResult[] =>
        "invalid" in lead ? [{ lead: lead.invalid, outcome: "invalid", detail: `line ${lead.line}` }] : [],
      );
      return [...invalid, ...(ids.size > 0 ? await moveListed([...ids]) : [])];
    },
  };
}

export type BulkMover = ReturnType<typeof createBulkMover>;
