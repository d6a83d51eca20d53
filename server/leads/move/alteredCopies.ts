import type { ColumnPlan } from "../tables/columnPlan.ts";
import { DIRECTIONS, type TablePair } from "../tables/direction.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { absentOf, type LeftoverLead, presentIn } from "./outcome.ts";
import { identifyRefused, refuseLeads } from "./refusedLeads.ts";

/**
 * Refuses rows that the target stores differently from the source.
 *
 * @param differing the rows, with the columns that differ
 */
export function refuseAltered(
  { source, target }: Pick<TablePair, "source" | "target">,
  differing: readonly LeftoverLead[],
): never {
  return refuseLeads(
    differing.map(({ leadId, differences }) => {
      const columns = differences.map(({ column }) => `"${column}"`).join(", ") || "a column";
      return {
        leadId,
        reason: `${target} does not keep ${columns} as in ${source} (a trigger, or another type)`,
      };
    }),
  );
}

/**
 * Inserts the leads that the target lacks, and deletes altered copies again.
 *
 * @returns whether this session inserted every lead; false if another session inserted one meanwhile
 */
export async function insertUnaltered(
  tables: LeadTables,
  plan: ColumnPlan,
  { direction, found }: StartedMove,
): Promise<boolean> {
  const absent = absentOf(found);
  const { rows, altered } = await identifyRefused(absent, {
    table: DIRECTIONS[direction].target,
    work: (chunk) => tables.insertAbsent(plan, chunk),
  });
  if (altered.length === 0) return rows === absent.length;
  const differing = await tables.leftovers(
    plan,
    altered.map(({ id }) => id),
  );
  await tables.deleteAlteredCopies(plan, altered);
  return refuseAltered(DIRECTIONS[direction], differing);
}

/** Refuses a batch if the target holds other data than was written. Only while everything can still be rolled back. */
export function refuseDiffering(started: StartedMove, left: readonly LeftoverLead[]): void {
  const written = new Set(writtenBy(started));
  const altered = left.filter(({ leadId, differences }) => written.has(leadId) && differences.length > 0);
  if (altered.length > 0) refuseAltered(DIRECTIONS[started.direction], altered);
}

/** Returns the leads whose target rows must equal the source after the move. */
export function writtenBy({ flags, found }: StartedMove): readonly number[] {
  return [...(flags.insert ? absentOf(found) : []), ...(flags.update ? presentIn(found) : [])];
}
