import type { Knex } from "knex";
import { queryRows, toUtcText } from "../db/sql.ts";

/**
 * Batch ids and start times grow together, but clocks of instances and cluster nodes may differ by minutes: ids are sought this
 * much around an instant. The ids are bounds, of any customer's batches.
 */
const CLOCK_SLACK_MS = 10 * 60_000;

/** The outermost id on one side of an instant. Index: (started_at, id). */
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

/** No batch that began at the instant or later has a lower id; undefined where there is none. */
export function firstIdSince(db: Knex, instant: Date): Promise<number | undefined> {
  return idAt(db, instant.getTime() - CLOCK_SLACK_MS, ">=", "ASC");
}

/** No batch that began before the instant has a higher id; undefined where there is none. */
export function lastIdBefore(db: Knex, instant: Date): Promise<number | undefined> {
  return idAt(db, instant.getTime() + CLOCK_SLACK_MS, "<", "DESC");
}
