import { all, map, NOTHING, type Script, send } from "../../db/script.ts";
import type { Connection } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { batchChangesText } from "../changes/batchChangesText.ts";
import type { BatchChanges } from "../changes/changedLead.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { ColumnPlans, Definitions } from "../tables/columnPlanCache.ts";
import type { Direction } from "../tables/direction.ts";
import { type LeadReader, type SelectedLead, selectLeads } from "../tables/leadReader.ts";
import { moveTables } from "../tables/statements.ts";
import type { Actor, StartedMove } from "./journal.ts";
import { isTransient, onLeadTables } from "./moveErrors.ts";
import type { FoundLead, MoveFlags } from "./outcome.ts";
import { refuseLeads } from "./refusedLeads.ts";

/** What a move reads, and what must hold, before it changes anything. */

/** A validated request to move leads: the ids are distinct integers. */
export interface MoveOrder {
  readonly direction: Direction;
  readonly leadIds: readonly number[];
  readonly flags: MoveFlags;
  readonly scope: ListScope;
  readonly actor: Actor;
  /** What changes in the leads besides their table. */
  readonly changes?: BatchChanges;
  /** Aborts when the caller no longer waits. A move that has not changed the tables yet must then not start. */
  readonly abandoned?: AbortSignal;
}

function refuseDuplicateRows(found: readonly FoundLead[], { source, target }: Direction): void {
  if (new Set(found.map((lead) => lead.leadId)).size === found.length) return;
  const detail = `a lead stands twice in ${source} or in ${target}: lead_id is not unique there`;
  fail({ code: "schema_drift", detail });
}

/** The history stores unsigned lead ids, so a negative id cannot be recorded. */
function refuseUnrecordable(leadIds: readonly number[]): void {
  const negative = leadIds.filter((leadId) => leadId < 0);
  const reason = "a negative lead_id cannot be recorded in the history";
  if (negative.length > 0) refuseLeads(negative.map((leadId) => ({ leadId, reason })));
}

/** What decides whether a move may start. */
export interface Conditions {
  readonly vicidialDatabase: string;
  readonly plans: ColumnPlans;
  readonly children: ChildGuard;
}

/** What a move reads before it starts, all in one moment. */
interface Look {
  readonly selected: readonly SelectedLead[];
  readonly definitions: Definitions | undefined;
  /** What the guard of child tables counts; undefined if it must read that itself. */
  readonly counted: string | undefined;
}

/**
 * Reads the leads, and what decides whether they may be moved.
 *
 * @param lock locks the rows until the transaction ends
 */
export function look(
  { vicidialDatabase, plans, children }: Conditions,
  { direction, leadIds, flags }: MoveOrder,
  lock: boolean,
): Script<Look> {
  return map(
    all(
      selectLeads(moveTables(vicidialDatabase, direction), leadIds, lock),
      plans.read(direction),
      lock && flags.delete ? children.count : NOTHING,
    ),
    ([selected, definitions, counted]) => ({ selected, definitions, counted }),
  );
}

/**
 * Returns the plan that fits the tables.
 *
 * @param seen what was read about them in the same transaction, if anything
 * @throws DearchiveError schema_drift or tables_unusable if the move would lose data or change another table
 */
export async function planMove(
  connection: Connection,
  { plans, children }: Conditions,
  direction: Direction,
  flags: MoveFlags,
  seen?: Look,
): Promise<ColumnPlan> {
  const plan = await plans.current(connection, direction, seen?.definitions);
  if (flags.delete && plan.mayHaveChildren)
    await children.refuse(connection, direction.source, seen?.counted);
  return plan;
}

/** A move that may start. */
export interface ValidMove {
  readonly plan: ColumnPlan;
  readonly started: StartedMove;
}

/**
 * Validates a move before anything is changed.
 *
 * @throws DearchiveError ids_missing, row_refused, schema_drift or tables_unusable
 */
export async function validate(
  connection: Connection,
  tables: LeadReader,
  conditions: Conditions,
  order: MoveOrder,
  seen: Look,
): Promise<ValidMove> {
  const { direction, leadIds, flags, scope, actor, changes } = order;
  const { selected } = seen;
  const visible = new Set(
    selected.filter((lead) => isInScope(scope, lead.listId)).map((lead) => lead.leadId),
  );
  const missing = leadIds.filter((id) => !visible.has(id));
  if (missing.length > 0) fail({ code: "ids_missing", ids: missing });

  refuseUnrecordable(leadIds);
  refuseDuplicateRows(selected, direction);
  const plan = await planMove(connection, conditions, direction, flags, seen);
  const unmovable = await tables.unmovable(plan, leadIds);
  if (unmovable.length > 0) {
    const names = plan.sourceOnly.map(({ name }) => `"${name}"`).join(", ");
    const detail = `${direction.target} lacks ${names}, and a lead holds data there`;
    const leads = unmovable.map((leadId) => ({ leadId, reason: detail }));
    fail({ code: "schema_drift", detail, leads });
  }
  const found = selected.map(({ leadId, inTarget }) => ({ leadId, inTarget }));
  const text = changes && { changes: batchChangesText(changes) };
  return { plan, started: { direction: direction.name, flags, actor, found, ...text } };
}

/**
 * Explains why `look` failed. A view's definition, for example, is not readable without a right of its own.
 *
 * @throws the explanation, or the error itself
 */
export async function explainLook(
  connection: Connection,
  { plans }: Conditions,
  { direction }: MoveOrder,
  error: unknown,
): Promise<never> {
  if (!isTransient(error)) await plans.current(connection, direction);
  throw error;
}

/**
 * Looks and validates on one connection.
 *
 * @param first what is sent together with the look
 * @param lock locks the rows until the transaction ends
 */
export async function lookAndValidate(
  connection: Connection,
  tables: LeadReader,
  conditions: Conditions,
  order: MoveOrder,
  { first, lock }: { readonly first: Script<unknown>; readonly lock: boolean },
): Promise<ValidMove> {
  const script = all(first, look(conditions, order, lock));
  const [, seen] = await onLeadTables(() => send(connection, script)).catch((error: unknown) =>
    explainLook(connection, conditions, order, error),
  );
  return validate(connection, tables, conditions, order, seen);
}
