import { classifyFailure, type ServerAnswer, serverAnswer } from "../../db/databaseErrors.ts";
import { DearchiveError, fail, type RefusedLead } from "../../errors.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { DIRECTIONS, type Direction, type MovedTable, type TablePair } from "../tables/direction.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import type { StartedMove } from "./journal.ts";
import { absentOf, type FoundLead, type LeftoverLead, presentIn } from "./outcome.ts";

/**
 * Finds out which leads a table refuses, and why. The server's message names the key, constraint or column, but rarely the row,
 * so halves of the batch are retried. The message also quotes values: only the name is taken from it.
 */

/** Messages that name what refused the row. Each pattern is anchored next to the name, so a quoted value cannot imitate it. */
const NAMED: readonly (readonly [pattern: RegExp, what: string, refusal: string])[] = [
  [/ for key '([^']+)'$/, "unique key", "has the lead's value already"],
  [/^CONSTRAINT `([^`]+)` failed for /, "constraint", "forbids the lead's data"],
  [/^Check constraint '([^']+)' is violated/, "constraint", "forbids the lead's data"],
  [/CONSTRAINT `([^`]+)` FOREIGN KEY /, "foreign key", "forbids it"],
  [/^Column '([^']+)' cannot be null$/, "column", "takes no NULL"],
  [/^Field '([^']+)' doesn't have a default value$/, "column", "has no default"],
  [/^Data too long for column '([^']+)' at row \d+$/, "column", "is too narrow for the lead's data"],
  [
    / for column (?:`[^`]*`\.`[^`]*`\.)?[`']([^`']+)[`'] at row \d+$/,
    "column",
    "cannot hold the lead's data",
  ],
];

/** Errors that only the body of a trigger causes. The server does not name the trigger. */
const OF_TRIGGERS: ReadonlySet<number> = new Set([
  1172, 1242, 1329, 1336, 1362, 1422, 1424, 1442, 1445, 1456, 1643, 1644,
]);

function reasonIn({ errno, text }: ServerAnswer, table: MovedTable, isSignal: boolean): string {
  for (const [pattern, what, refusal] of NAMED) {
    const name = isSignal ? undefined : pattern.exec(text)?.[1];
    // MySQL 8 prefixes a key's name with the table, MariaDB that of a column's constraint.
    if (name !== undefined) return `${what} "${name.slice(name.indexOf(".") + 1)}" of ${table} ${refusal}`;
  }
  if (isSignal || OF_TRIGGERS.has(errno)) return `a trigger of ${table} forbids it (error ${errno})`;
  return `${table} answers error ${errno}`;
}

/** Explains why the table refused a row, without its values. */
function reasonOf(error: unknown, table: MovedTable): string {
  const answer = serverAnswer(error) ?? { errno: 0, text: "" };
  const isSignal = error instanceof Error && "sqlState" in error && error.sqlState === "45000";
  return reasonIn(answer, table, isSignal);
}

/** Whether a row was refused. Unknown error numbers count as a trigger's: a trigger may raise any error. */
export function isRowRefusal(error: unknown): boolean {
  const known = classifyFailure(error);
  if (known === undefined) return serverAnswer(error) !== undefined;
  return known === "row_refused" || known === "duplicate";
}

const MOST_STATEMENTS = 1_000;
const MOST_MS = 5_000;
/** Number of leads that an error message names. */
const NAMED_LEADS = 5;

interface Search<T> {
  readonly table: MovedTable;
  readonly work: (ids: readonly number[]) => Promise<T>;
  /** Stops at the first refused lead, because further attempts would make changes that cannot be rolled back. */
  readonly onlyFirst?: boolean;
}

/** Retries halves until each refused lead is isolated, within a limited number of statements. */
async function findRefused<T>(ids: readonly number[], search: Search<T>): Promise<readonly RefusedLead[]> {
  const refused: RefusedLead[] = [];
  const end = performance.now() + MOST_MS;
  const untried = [ids];
  for (let statements = 0; statements < MOST_STATEMENTS && performance.now() < end; statements += 1) {
    const chunk = untried.pop();
    if (!chunk) break;
    try {
      await search.work(chunk);
    } catch (error) {
      if (!isRowRefusal(error)) throw error;
      const [leadId] = chunk;
      if (chunk.length === 1 && leadId !== undefined) {
        refused.push({ leadId, reason: reasonOf(error, search.table) });
        if (search.onlyFirst) break;
      } else {
        const half = Math.ceil(chunk.length / 2);
        untried.push(chunk.slice(half), chunk.slice(0, half));
      }
    }
  }
  return refused;
}

function describeRefused(refused: readonly RefusedLead[]): string {
  const named = refused.slice(0, NAMED_LEADS).map(({ leadId, reason }) => `lead ${leadId}: ${reason}`);
  const others = refused.length - named.length;
  return others > 0 ? `${named.join("; ")}; and ${others} more` : named.join("; ");
}

/** Throws row_refused for the leads, each with its reason. */
export function refuseLeads(leads: readonly RefusedLead[], cause?: unknown): never {
  return fail({ code: "row_refused", detail: describeRefused(leads), leads }, cause);
}

/**
 * Runs the work for all ids at once, and finds the refused leads if a table refuses it. The work must be repeatable for the same
 * ids.
 *
 * @throws DearchiveError row_refused with the leads; the original error if every lead was accepted on retry
 */
export async function identifyRefused<T>(ids: readonly number[], search: Search<T>): Promise<T> {
  try {
    return await search.work(ids);
  } catch (error) {
    if (!isRowRefusal(error)) throw error;
    const refused = await findRefused(ids, search);
    if (refused.length === 0) throw error;
    return refuseLeads(refused, error);
  }
}

/** Returns the leads that an error names; empty if it concerns the whole table. */
export function refusedLeadsOf(error: unknown): readonly RefusedLead[] {
  if (!(error instanceof DearchiveError)) return [];
  const { fault } = error;
  return fault.code === "row_refused" || fault.code === "schema_drift" ? (fault.leads ?? []) : [];
}

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

export function refuseDuplicateRows(found: readonly FoundLead[], { source, target }: Direction): void {
  if (new Set(found.map((lead) => lead.leadId)).size === found.length) return;
  const detail = `a lead stands twice in ${source} or in ${target}: lead_id is not unique there`;
  fail({ code: "schema_drift", detail });
}

/** The history stores unsigned lead ids, so a negative id cannot be recorded. */
export function refuseUnrecordable(leadIds: readonly number[]): void {
  const negative = leadIds.filter((leadId) => leadId < 0);
  const reason = "a negative lead_id cannot be recorded in the history";
  if (negative.length > 0) refuseLeads(negative.map((leadId) => ({ leadId, reason })));
}
