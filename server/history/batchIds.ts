import type { Knex } from "knex";
import { queryRows, toUtcText } from "../db/sql.ts";

/**
 * Ids and start times of batches grow together, but the clocks of instances and cluster nodes may differ by minutes: search
 * this far around an instant. The ids are bounds over the batches of every customer.
 */
const CLOCK_SLACK_MS = 10 * 60_000;

/** Returns the outermost id on one side of an instant. Index: (started_at, id). */
async function idAt(
  db: Knex,
  instant: number,
  compared: ">=" | "<",
  order: "ASC" | "DESC",
): Promise<number | undefined> {
  const rows = await queryRows<{ id: number }>(
    db,
    `SELECT id FROM dearchive_batches FORCE INDEX (dearchive_batches_started_at_id_index)
     WHERE started_at ${compared} ? ORDER BY started_at ${order}, id ${order} LIMIT 1`,
    [toUtcText(new Date(instant))],
  );
  return rows[0]?.id;
}

/** Returns a lower bound for the ids of batches started at or after the instant; undefined if there are none. */
export function firstIdSince(db: Knex, instant: Date): Promise<number | undefined> {
  return idAt(db, instant.getTime() - CLOCK_SLACK_MS, ">=", "ASC");
}

/** Returns an upper bound for the ids of batches started before the instant; undefined if there are none. */
export function lastIdBefore(db: Knex, instant: Date): Promise<number | undefined> {
  return idAt(db, instant.getTime() + CLOCK_SLACK_MS, "<", "DESC");
}
