import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { firstIdSince } from "./batchIds.ts";

/** What was counted day by day. */
export interface DailyCounts {
  /** One figure a day, the first day first. */
  readonly leads: readonly number[];
  /** There were more batches than are counted at once: figures of the first days are too small or missing. */
  readonly isCut: boolean;
}

/** Batches that are looked at, the newest first, so that the count takes no longer however busy the days were. */
export const MOST_BATCHES_COUNTED = 30_000;

/** Counts what the history holds by days, whatever the zone these are of. */
export function createDailyCounts(db: Knex, scope: CustomerScope) {
  const { sql: isTheirs, bindings } = scopeCondition(scope, "customer");

  return {
    /**
     * Leads that were brought back into the live table. Index: (customer, id), or (started_at, id) for every customer's.
     *
     * @param edges the instants at which days begin, and last the one at which the last of them ends
     */
    async broughtBack(edges: readonly Date[], limit = MOST_BATCHES_COUNTED): Promise<DailyCounts> {
      const texts = edges.map(toUtcText);
      const [first = "", last = ""] = [texts.at(0), texts.at(-1)];
      const concurrencyLimit = texts.slice(1, -1);
      const day = concurrencyLimit.map(() => "(started_at >= ?)").join(" + ") || "0";
      const firstId = scope.kind === "one" && edges[0] ? await firstIdSince(db, edges[0]) : 0;
      const [index, order] =
        scope.kind === "one"
          ? ["dearchive_batches_customer_id_index", "id DESC"]
          : ["dearchive_batches_started_at_id_index", "started_at DESC, id DESC"];
      const rows = await queryRows<{ day: number; leads: number | string; batches: number }>(
        db,
        `SELECT ${day} AS day, SUM(IF(direction = 'dearchive', insert_count, 0)) AS leads, COUNT(*) AS batches
         FROM (SELECT started_at, direction, insert_count FROM dearchive_batches FORCE INDEX (${index})
               WHERE ${isTheirs} AND id >= ? AND started_at >= ? AND started_at < ?
               ORDER BY ${order} LIMIT ?) AS newest
         GROUP BY day`,
        [...concurrencyLimit, ...bindings, firstId ?? 0, first, last, limit],
      );
      const leads = new Map(rows.map((row) => [row.day, Number(row.leads)]));
      return {
        leads: Array.from({ length: Math.max(0, edges.length - 1) }, (_, n) => leads.get(n) ?? 0),
        isCut: rows.reduce((sum, { batches }) => sum + batches, 0) >= limit,
      };
    },
  };
}
