import type { Knex } from "knex";
import { readTogether } from "../../db/packets.ts";
import { fail } from "../../errors.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { batchChangesText } from "../changes/batchChangesText.ts";
import type { BatchChanges } from "../changes/changedLead.ts";
import type { ChangeSteps } from "../changes/changeSteps.ts";
import type { ChildGuard } from "../tables/childTables.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { ColumnPlans } from "../tables/columnPlanCache.ts";
import { DIRECTIONS, type Direction } from "../tables/direction.ts";
import type { LeadReader, SelectedLead } from "../tables/leadReader.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import type { Actor, StartedMove } from "./journal.ts";
import { type LeftoverLead, type MoveFlags, type MoveResult, presentIn, toMoveResult } from "./outcome.ts";
import {
  identifyRefused,
  insertUnaltered,
  refuseDiffering,
  refuseDuplicateRows,
  refuseUnrecordable,
  writtenBy,
} from "./refusedLeads.ts";

/** The steps of a move that are the same with and without transactions. */

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

function namesOf(plan: ColumnPlan): string {
  return plan.sourceOnly.map(({ name }) => `"${name}"`).join(", ");
}

/** What decides whether a move may start. */
export interface Conditions {
  readonly plans: ColumnPlans;
  readonly children: ChildGuard;
  /** The promise of `countAhead`, if it was called. */
  readonly counted?: Promise<string | undefined>;
}

/**
 * Returns the plan that fits the tables.
 *
 * @param definitions if they have been read already
 * @throws DearchiveError schema_drift or tables_unusable if the move would lose data or change another table
 */
export async function planMove(
  connection: Knex,
  { plans, children, counted }: Conditions,
  direction: Direction,
  flags: MoveFlags,
  definitions?: string,
): Promise<ColumnPlan> {
  const plan = await plans.current(connection, direction, definitions);
  if (flags.delete && plan.mayHaveChildren) await children.refuse(connection, direction.source, counted);
  return plan;
}

/** What a move reads first, in one round trip. */
export interface Seen {
  readonly selected: readonly SelectedLead[];
  /** The tables' definitions; undefined if they could not be read, which `validate` will report. */
  readonly definitions: string | undefined;
}

/**
 * Reads the leads and the definitions of their tables.
 *
 * @param lock locks the rows until the transaction ends
 */
export async function look(
  connection: Knex,
  tables: LeadReader,
  { plans }: Pick<Conditions, "plans">,
  { direction, leadIds }: MoveOrder,
  lock: boolean,
): Promise<Seen> {
  const [selected, definitions] = await readTogether(
    connection,
    () => tables.select(leadIds, lock),
    () => plans.definitionsOf(connection, direction).catch(() => undefined),
  );
  return { selected, definitions };
}

/** Validates a move before anything is changed. */
export async function validate(
  connection: Knex,
  tables: LeadReader,
  conditions: Conditions,
  order: MoveOrder,
  { selected, definitions }: Seen,
): Promise<{ plan: ColumnPlan; started: StartedMove }> {
  const { direction, leadIds, flags, scope, actor, changes } = order;
  const visible = new Set(
    selected.filter((lead) => isInScope(scope, lead.listId)).map((lead) => lead.leadId),
  );
  const missing = leadIds.filter((id) => !visible.has(id));
  if (missing.length > 0) fail({ code: "ids_missing", ids: missing });

  refuseUnrecordable(leadIds);
  refuseDuplicateRows(selected, direction);
  const plan = await planMove(connection, conditions, direction, flags, definitions);
  const unmovable = await tables.unmovable(plan, leadIds);
  if (unmovable.length > 0) {
    const detail = `${direction.target} lacks ${namesOf(plan)}, and a lead holds data there`;
    fail({
      code: "schema_drift",
      detail,
      leads: unmovable.map((leadId) => ({ leadId, reason: detail })),
    });
  }
  return {
    plan,
    started: {
      direction: direction.name,
      flags,
      actor,
      found: selected.map(({ leadId, inTarget }) => ({ leadId, inTarget })),
      ...(changes && { changes: batchChangesText(changes) }),
    },
  };
}

/**
 * Changes the tables: inserts, updates, then deletes what is proven equal. Every step reads the tables again, so repeating all of
 * them after an interruption finishes the move and changes nothing twice.
 *
 * @param beforeDelete called when every lead is in both tables, if source rows are then deleted
 * @throws DearchiveError row_refused with the leads that a table refuses or stores differently; without transactions, other leads
 *   may have been changed by then
 */
export async function apply(
  tables: LeadTables,
  plan: ColumnPlan,
  started: StartedMove,
  beforeDelete: () => Promise<void>,
): Promise<MoveResult> {
  const { flags, found } = started;
  const { target } = DIRECTIONS[started.direction];
  const isAllOurs = !flags.insert || (await insertUnaltered(tables, plan, started));
  if (flags.update)
    await identifyRefused(presentIn(found), {
      table: target,
      onlyFirst: !plan.transactional,
      work: (chunk) => tables.updateExisting(plan, chunk),
    });
  if (flags.delete) await beforeDelete();
  const left = flags.delete
    ? await deleteEqual(tables, plan, started)
    : await tables.leftovers(plan, await tables.differing(plan, writtenBy(started)));
  if (plan.transactional && isAllOurs) refuseDiffering(started, left);
  return toMoveResult(flags, found, left);
}

/** The steps of a batch that only moves its leads, as every API request does. */
export const NO_CHANGES: ChangeSteps = {
  around: (move) => move(async () => undefined),
  rollBackAround: (giveUp) => giveUp(),
  note: async () => undefined,
};

/** Deletes source rows that equal their counterparts; returns those that remain. */
async function deleteEqual(
  tables: LeadTables,
  plan: ColumnPlan,
  { direction, found }: StartedMove,
): Promise<readonly LeftoverLead[]> {
  const ids = found.map((lead) => lead.leadId);
  const deleted = await identifyRefused(ids, {
    table: DIRECTIONS[direction].source,
    work: (chunk) => tables.deleteEqual(plan, chunk),
  });
  return deleted === ids.length ? [] : tables.leftovers(plan, ids);
}
