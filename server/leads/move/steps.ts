import type { ColumnPlan } from "../tables/columnPlan.ts";
import { DIRECTIONS } from "../tables/direction.ts";
import type { LeadReader } from "../tables/leadReader.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { absentOf, type MoveResult, presentIn, toMoveResult } from "./outcome.ts";
import { identifyRefused, insertUnaltered, refuseDiffering, writtenBy } from "./refusedLeads.ts";

/** The steps that change the tables, with and without transactions. */

/**
 * Changes the tables: inserts, updates, then deletes what is proven equal. Every step reads the tables again, so repeating all of
 * them after an interruption finishes the move and changes nothing twice.
 *
 * @param beforeDelete makes the inserts durable if they are not yet
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
  const ids = found.map((lead) => lead.leadId);
  const { isAllOurs, deleted } =
    (await changeTogether(tables, plan, started)) ??
    (await changeInSteps(tables, plan, started, beforeDelete));
  const kept = flags.delete ? ids : await tables.differing(plan, writtenBy(started));
  const left = deleted === ids.length ? [] : await tables.leftovers(plan, kept);
  if (plan.transactional && isAllOurs) refuseDiffering(started, left);
  return toMoveResult(flags, found, left);
}

interface Changed {
  /** Whether this session inserted every lead that the target lacked, and not another one meanwhile. */
  readonly isAllOurs: boolean;
  readonly deleted: number;
}

/**
 * Makes all changes in one round trip. Undefined if they must be made step by step instead, because something is to be done
 * between two of them or because a lead is refused. Nothing is changed then.
 */
async function changeTogether(
  tables: LeadTables,
  plan: ColumnPlan,
  { flags, found, changes }: StartedMove,
): Promise<Changed | undefined> {
  if (!plan.transactional || changes !== undefined) return undefined;
  const absent = absentOf(found);
  const changed = await tables.changeTogether(plan, {
    insert: flags.insert ? absent : [],
    update: flags.update ? presentIn(found) : [],
    delete: flags.delete ? found.map((lead) => lead.leadId) : [],
  });
  if (!changed) return undefined;
  const { inserted, deleted } = changed;
  return { isAllOurs: !flags.insert || inserted === absent.length, deleted };
}

/** Makes one change after the other, and finds the leads that a table refuses. */
async function changeInSteps(
  tables: LeadTables,
  plan: ColumnPlan,
  started: StartedMove,
  beforeDelete: () => Promise<void>,
): Promise<Changed> {
  const { flags, found } = started;
  const { source, target } = DIRECTIONS[started.direction];
  const isAllOurs = !flags.insert || (await insertUnaltered(tables, plan, started));
  if (flags.update)
    await identifyRefused(presentIn(found), {
      table: target,
      onlyFirst: !plan.transactional,
      work: (chunk) => tables.updateExisting(plan, chunk),
    });
  if (!flags.delete) return { isAllOurs, deleted: 0 };
  await beforeDelete();
  const deleted = await identifyRefused(
    found.map((lead) => lead.leadId),
    { table: source, work: (chunk) => tables.deleteEqual(plan, chunk) },
  );
  return { isAllOurs, deleted };
}

/** Returns what `apply` would do, without changing anything. */
export async function preview(
  tables: LeadReader,
  plan: ColumnPlan,
  started: StartedMove,
): Promise<MoveResult> {
  const { flags, found } = started;
  if (!flags.delete) return toMoveResult(flags, found, []);
  const left = await tables.leftovers(
    plan,
    found.map((lead) => lead.leadId),
  );
  const wouldStay = left.filter((lead) =>
    lead.inTarget ? !flags.update && lead.differences.length > 0 : !flags.insert,
  );
  return toMoveResult(flags, found, wouldStay);
}
