import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { queryRows, quoteName } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";
import { tableIndexes } from "./tableIndexes.ts";

/** The leads with a status. */
export interface StatusCount {
  readonly status: string;
  /** At most MOST_COUNTED. */
  readonly count: number;
  readonly isMore: boolean;
}

/** More leads of a status are not counted, so that counting takes a few milliseconds for each status. */
const MOST_COUNTED = 10_000;
/** More statuses than any real table has. */
const MOST_STATUSES = 200;

/** Counts change slowly (ms). */
const FRESH_MS = 300_000;
/** Time (ms) that a page waits for the first counts; a later result serves the next page. */
const MAX_WAIT_MS = 50;

/**
 * Counts the leads of a table by status. Index: status. The next status is found by one look into the index, and counting reads a
 * limited number of its entries. Without the index nothing is counted.
 */
export function createStatusCounts(db: Knex, vicidialDatabase: string, leadTable: LeadTable) {
  const table = qualify(vicidialDatabase, leadTable);
  let known: { readonly counts: readonly StatusCount[]; readonly at: number } | undefined;
  let counting: Promise<void> | undefined;

  async function count(): Promise<readonly StatusCount[]> {
    const index = (await tableIndexes(db, vicidialDatabase, leadTable)).get("status");
    if (index === undefined) return [];
    const from = `${table} FORCE INDEX (${quoteName(index)})`;
    const next = `SELECT status FROM ${from} WHERE status > ? ORDER BY status LIMIT 1`;
    const some = `SELECT COUNT(*) AS size FROM (SELECT 1 FROM ${from} WHERE status = ? LIMIT ?) AS counted`;
    const found: StatusCount[] = [];
    for (let after = ""; found.length < MOST_STATUSES; ) {
      const [row] = await onLeadTables(() => queryRows<{ status: string }>(db, next, [after]));
      if (!row) break;
      after = row.status;
      const [counted] = await onLeadTables(() =>
        queryRows<{ size: number }>(db, some, [after, MOST_COUNTED + 1]),
      );
      const size = counted?.size ?? 0;
      found.push({ status: after, count: Math.min(size, MOST_COUNTED), isMore: size > MOST_COUNTED });
    }
    return found;
  }

  async function refresh(): Promise<void> {
    known = { counts: await count(), at: performance.now() };
  }

  return {
    /** Returns the last counts, and renews them for the next page if they are old. None while the first ones are not ready. */
    async latest(): Promise<readonly StatusCount[]> {
      if (!known || performance.now() - known.at > FRESH_MS)
        counting ??= refresh()
          // Statuses can be chosen without counts, and the search itself reports a failure of the database.
          .catch(() => undefined)
          .finally(() => {
            counting = undefined;
          });
      if (!known) await Promise.race([counting, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
      return known?.counts ?? [];
    },
  };
}
