import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { firstIdSince } from "./batchIds.ts";

/** Counts per day. */
export interface DailyCounts {
  /** One count per day, the first day first. */
  readonly leads: readonly number[];
  /** There were more batches than the limit: counts of the first days are too small or missing. */
  readonly isCut: boolean;
}

/** Newest batches that are counted, so that busy days do not slow the page down. */
export const MOST_BATCHES_COUNTED = 30_000;

/** SQL: the index of the day that a time is in. Its bindings are the starts of the days after the first. */
function dayOf(column: string, laterStarts: readonly string[]): string {
  return laterStarts.map(() => `(${column} >= ?)`).join(" + ") || "0";
}

/** Counts moves of the history by day, in any time zone. */
export function createDailyCounts(db: Knex, scope: CustomerScope) {
  const { sql: isInScope, bindings } = scopeCondition(scope, "customer");

  /** Returns the restored leads that were moved back since, by the day of their restore. Index: (batch_id, undone_by). */
  async function undonePerDay(
    laterStarts: readonly string[],
    firstId: number,
    [first, last]: readonly [string, string],
  ): Promise<ReadonlyMap<number, number>> {
    const theirs = scopeCondition(scope, "restored.customer");
    const rows = await queryRows<{ day: number; leads: number | string }>(
      db,
      `SELECT ${dayOf("restored.started_at", laterStarts)} AS day, SUM(undoer.delete_count) AS leads
       FROM dearchive_undos AS link
       JOIN dearchive_batches AS restored ON restored.id = link.batch_id
       JOIN dearchive_batches AS undoer ON undoer.id = link.undone_by
       WHERE link.batch_id >= ? AND undoer.state = 'done' AND restored.direction = 'dearchive'
         AND restored.started_at >= ? AND restored.started_at < ? AND ${theirs.sql}
       GROUP BY day`,
      [...laterStarts, firstId, first, last, ...theirs.bindings],
    );
    return new Map(rows.map((row) => [row.day, Number(row.leads)]));
  }

  return {
    /**
     * Returns the number of restored leads per day, without those that were moved back since. Index: (customer, id), or
     * (started_at, id) for every customer.
     *
     * @param edges start of each day, then the end of the last day
     */
    async restoredPerDay(edges: readonly Date[], limit = MOST_BATCHES_COUNTED): Promise<DailyCounts> {
      const texts = edges.map(toUtcText);
      const [first = "", last = ""] = [texts.at(0), texts.at(-1)];
      const laterStarts = texts.slice(1, -1);
      const firstId = (edges[0] && (await firstIdSince(db, edges[0]))) ?? 0;
      const from = scope.kind === "one" ? firstId : 0;
      const [index, order] =
        scope.kind === "one"
          ? ["dearchive_batches_customer_id_index", "id DESC"]
          : ["dearchive_batches_started_at_id_index", "started_at DESC, id DESC"];
      const rows = await queryRows<{ day: number; leads: number | string; batches: number }>(
        db,
        `SELECT ${dayOf("started_at", laterStarts)} AS day, SUM(IF(direction = 'dearchive', insert_count, 0)) AS leads, COUNT(*) AS batches
         FROM (SELECT started_at, direction, insert_count FROM dearchive_batches FORCE INDEX (${index})
               WHERE ${isInScope} AND id >= ? AND started_at >= ? AND started_at < ?
               ORDER BY ${order} LIMIT ?) AS newest
         GROUP BY day`,
        [...laterStarts, ...bindings, from, first, last, limit],
      );
      const leads = new Map(rows.map((row) => [row.day, Number(row.leads)]));
      const undone = await undonePerDay(laterStarts, firstId, [first, last]);
      return {
        leads: Array.from({ length: Math.max(0, edges.length - 1) }, (_, n) =>
          Math.max(0, (leads.get(n) ?? 0) - (undone.get(n) ?? 0)),
        ),
        isCut: rows.reduce((sum, { batches }) => sum + batches, 0) >= limit,
      };
    },
  };
}
