import type { Knex } from "knex";
import { toUtcText } from "../db/instants.ts";
import { queryRows } from "../db/sql.ts";

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
export function createDailyCounts(db: Knex) {
  return {
    /**
     * Leads that were brought back into the live table. Index: (started_at, id).
     *
     * @param edges the instants at which days begin, and last the one at which the last of them ends
     * @param customer whose batches; everybody's when left out
     */
    async broughtBack(
      edges: readonly Date[],
      customer?: string,
      limit = MOST_BATCHES_COUNTED,
    ): Promise<DailyCounts> {
      const texts = edges.map(toUtcText);
      const [first = "", last = ""] = [texts.at(0), texts.at(-1)];
      const turns = texts.slice(1, -1);
      const day = turns.map(() => "(started_at >= ?)").join(" + ") || "0";
      const isTheirs = customer === undefined ? "1" : "customer = ?";
      const rows = await queryRows<{ day: number; leads: number | string; batches: number }>(
        db,
        `SELECT ${day} AS day, SUM(IF(direction = 'dearchive' AND ${isTheirs}, insert_count, 0)) AS leads, COUNT(*) AS batches
         FROM (SELECT started_at, customer, direction, insert_count
               FROM dearchive_batches FORCE INDEX (dearchive_batches_started_at_id_index)
               WHERE started_at >= ? AND started_at < ? ORDER BY started_at DESC, id DESC LIMIT ?) AS newest
         GROUP BY day`,
        [...turns, ...(customer === undefined ? [] : [customer]), first, last, limit],
      );
      const leads = new Map(rows.map((row) => [row.day, Number(row.leads)]));
      return {
        leads: Array.from({ length: Math.max(0, edges.length - 1) }, (_, n) => leads.get(n) ?? 0),
        isCut: rows.reduce((sum, { batches }) => sum + batches, 0) >= limit,
      };
    },
  };
}
