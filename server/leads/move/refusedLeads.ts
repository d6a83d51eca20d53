import { classifyFailure, type ServerAnswer, serverAnswer } from "../../db/databaseErrors.ts";
import { DearchiveError, fail, type RefusedLead } from "../../errors.ts";
import type { MovedTable } from "../tables/direction.ts";

/**
 * Which leads a table refuses, and why. The server names the key, constraint or column in its message, but seldom the
 * row: the rows are found by trying halves. Its message also quotes values, so only the name is taken out of it.
 */

/** Where a message names what refused the row. Each is anchored beside the name: a quoted value cannot imitate it. */
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

/** Errors that only a trigger's body causes: the server does not say which trigger it was. */
const OF_TRIGGERS: ReadonlySet<number> = new Set([
  1172, 1242, 1329, 1336, 1362, 1422, 1424, 1442, 1445, 1456, 1643, 1644,
]);

function reasonIn({ errno, text }: ServerAnswer, table: MovedTable, isSignal: boolean): string {
  for (const [pattern, what, refusal] of NAMED) {
    const name = isSignal ? undefined : pattern.exec(text)?.[1];
    // MySQL 8 puts the table before a key's name, and MariaDB before that of a column's constraint.
    if (name !== undefined) return `${what} "${name.slice(name.indexOf(".") + 1)}" of ${table} ${refusal}`;
  }
  if (isSignal || OF_TRIGGERS.has(errno)) return `a trigger of ${table} forbids it (error ${errno})`;
  return `${table} answers error ${errno}`;
}

/** Why the table refused a row, without any of its values. */
function reasonOf(error: unknown, table: MovedTable): string {
  const answer = serverAnswer(error) ?? { errno: 0, text: "" };
  const isSignal = error instanceof Error && "sqlState" in error && error.sqlState === "45000";
  return reasonIn(answer, table, isSignal);
}

/** A row was refused. A number that we do not know is taken for one of a trigger's: any error may come from there. */
export function isRowRefusal(error: unknown): boolean {
  const known = classifyFailure(error);
  if (known === undefined) return serverAnswer(error) !== undefined;
  return known === "row_refused" || known === "duplicate";
}

const MOST_STATEMENTS = 1_000;
const MOST_MS = 5_000;
/** As many leads as a message names. */
const NAMED_LEADS = 5;

interface Search<T> {
  readonly table: MovedTable;
  readonly work: (ids: readonly number[]) => Promise<T>;
  /** Stops at the first refused lead, where each further try would change what cannot be rolled back. */
  readonly onlyFirst?: boolean;
}

/** Tries halves until each refused lead stands alone, within a bounded number of statements. */
async function findRefused<T>(ids: readonly number[], search: Search<T>): Promise<readonly RefusedLead[]> {
  const refused: RefusedLead[] = [];
  const end = performance.now() + MOST_MS;
  const untried = [ids];
  for (let statements = 0; statements < MOST_STATEMENTS && performance.now() < end; statements += 1) {
    const some = untried.pop();
    if (!some) break;
    try {
      await search.work(some);
    } catch (error) {
      if (!isRowRefusal(error)) throw error;
      const [leadId] = some;
      if (some.length === 1 && leadId !== undefined) {
        refused.push({ leadId, reason: reasonOf(error, search.table) });
        if (search.onlyFirst) break;
      } else {
        const half = Math.ceil(some.length / 2);
        untried.push(some.slice(half), some.slice(0, half));
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

/** Throws the refusal of leads, each with its reason. */
export function refuseLeads(leads: readonly RefusedLead[], cause?: unknown): never {
  return fail({ code: "row_refused", detail: describeRefused(leads), leads }, cause);
}

/**
 * Does the work over all ids at once, and finds out which leads are at fault where a table refuses it. The work must do
 * nothing new when it is done again for the same ids.
 *
 * @throws DearchiveError row_refused with the leads; what the work threw, where every lead was taken after all
 */
export async function namingRefused<T>(ids: readonly number[], search: Search<T>): Promise<T> {
  try {
    return await search.work(ids);
  } catch (error) {
    if (!isRowRefusal(error)) throw error;
    const refused = await findRefused(ids, search);
    if (refused.length === 0) throw error;
    return refuseLeads(refused, error);
  }
}

/** The leads that an error says are at fault; none where it speaks of the whole table. */
export function refusedLeadsOf(error: unknown): readonly RefusedLead[] {
  if (!(error instanceof DearchiveError)) return [];
  const { fault } = error;
  return fault.code === "row_refused" || fault.code === "schema_drift" ? (fault.leads ?? []) : [];
}
