import { fail } from "../../errors.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { absentOf } from "./outcome.ts";

/**
 * Undoes the inserts of a batch on tables without rollback. Rows that another session has changed since stay in both tables.
 *
 * @param reason why the batch is given up
 * @throws DearchiveError interrupted, without undoing anything, if a lead has moved already: such a batch can only be finished
 */
export async function rollBack(
  tables: LeadTables,
  plan: ColumnPlan,
  { found }: StartedMove,
  reason: unknown,
): Promise<void> {
  const located = await tables.locate(found.map((lead) => lead.leadId));
  if (located.some((lead) => !lead.inSource)) fail({ code: "interrupted" }, reason);
  const absent = new Set(absentOf(found));
  const inserted = located.filter((lead) => lead.inTarget && absent.has(lead.leadId));
  await tables.deleteInserted(
    plan,
    inserted.map((lead) => lead.leadId),
  );
}
