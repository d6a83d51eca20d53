import type { Knex } from "knex";
import { fail } from "../errors.ts";
import { isInScope, type ListScope } from "../vicidial/lists.ts";
import type { ColumnPlans } from "./columnPlans.ts";
import type { ColumnPlan } from "./columns.ts";
import { DIRECTIONS, type Direction } from "./direction.ts";
import type { Actor, StartedMove } from "./journal.ts";
import type { LeadTables } from "./leadTables.ts";
import { type FoundLead, type MoveFlags, type MoveResult, tellResult } from "./outcome.ts";
import { namingRefused, refuseLeads } from "./refusedLeads.ts";

/** The parts of a move that are the same with and without transactions. */

/** A checked request to move leads: the ids are distinct integers. */
export interface MoveOrder {
  readonly direction: Direction;
  readonly leadIds: readonly number[];
  readonly flags: MoveFlags;
  readonly scope: ListScope;
  readonly actor: Actor;
  /** Aborts when nobody waits for the result any more: a move that has not begun to change the tables must not begin. */
  readonly abandoned?: AbortSignal;
}

function refuseDuplicateRows(found: readonly FoundLead[], { source, target }: Direction): void {
  if (new Set(found.map((lead) => lead.leadId)).size === found.length) return;
  const detail = `a lead stands twice in ${source} or in ${target}: lead_id is not unique there`;
  fail({ code: "schema_drift", detail });
}

/** The history counts leads from 0: what cannot be recorded is not moved. */
function refuseUnrecordable(leadIds: readonly number[]): void {
  const negative = leadIds.filter((leadId) => leadId < 0);
  const reason = "a negative lead_id cannot be recorded in the history";
  if (negative.length > 0) refuseLeads(negative.map((leadId) => ({ leadId, reason })));
}

function namesOf(plan: ColumnPlan): string {
  return plan.sourceOnly.map(({ name }) => `"${name}"`).join(", ");
}

/**
 * Finds the leads and makes sure that they may be moved. Throws before anything is changed.
 *
 * @param lock keeps the rows as they are until the transaction ends
 */
export async function begin(
  connection: Knex,
  tables: LeadTables,
  plans: ColumnPlans,
  order: MoveOrder,
  lock: boolean,
): Promise<{ plan: ColumnPlan; started: StartedMove }> {
  const { direction, leadIds, flags, scope, actor } = order;
  const selected = await tables.select(leadIds, lock);
  const visible = new Set(
    selected.filter((lead) => isInScope(scope, lead.listId)).map((lead) => lead.leadId),
  );
  const missing = leadIds.filter((id) => !visible.has(id));
  if (missing.length > 0) fail({ code: "ids_missing", ids: missing });

  refuseUnrecordable(leadIds);
  refuseDuplicateRows(selected, direction);
  const plan = await plans.current(connection, direction);
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
      found: selected.map(({ leadId, hasTwin }) => ({ leadId, hasTwin })),
    },
  };
}

/**
 * Changes the tables: insert, update, then delete what is proven equal. Every step looks at the tables again, so
 * that doing the whole once more after an interruption changes nothing that was done and finishes what was not.
 *
 * @throws DearchiveError row_refused with the leads that a table refuses; the tables may hold some of the others by then
 * @param beforeDelete makes sure of what was inserted, where that is not certain by itself
 */
export async function change(
  tables: LeadTables,
  plan: ColumnPlan,
  { direction, flags, found }: StartedMove,
  beforeDelete: () => Promise<void>,
): Promise<MoveResult> {
  const ids = found.map((lead) => lead.leadId);
  const { source, target } = DIRECTIONS[direction];
  if (flags.insert)
    await namingRefused(absentOf(found), {
      table: target,
      work: (some) => tables.insertAbsent(plan, some),
    });
  if (flags.update)
    await namingRefused(twinsOf(found), {
      table: target,
      onlyFirst: !plan.transactional,
      work: (some) => tables.updateTwins(plan, some),
    });
  if (!flags.delete) return tellResult(flags, found, []);

  await beforeDelete();
  const deleted = await namingRefused(ids, {
    table: source,
    work: (some) => tables.deleteEqual(plan, some),
  });
  return tellResult(flags, found, deleted === ids.length ? [] : await tables.leftovers(plan, ids));
}

/** Tells what `change` would do, and changes nothing. */
export async function foresee(
  tables: LeadTables,
  plan: ColumnPlan,
  started: StartedMove,
): Promise<MoveResult> {
  const { flags, found } = started;
  if (!flags.delete) return tellResult(flags, found, []);
  const left = await tables.leftovers(
    plan,
    found.map((lead) => lead.leadId),
  );
  const wouldStay = left.filter((lead) =>
    lead.hasTwin ? !flags.update && lead.differences.length > 0 : !flags.insert,
  );
  return tellResult(flags, found, wouldStay);
}

/** The leads that stood only in the source when they were found. */
export function absentOf(found: readonly FoundLead[]): readonly number[] {
  return found.filter((lead) => !lead.hasTwin).map((lead) => lead.leadId);
}

function twinsOf(found: readonly FoundLead[]): readonly number[] {
  return found.filter((lead) => lead.hasTwin).map((lead) => lead.leadId);
}
